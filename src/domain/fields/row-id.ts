import { Fault } from "../field.js";
import { codePointName, firstInvisible } from "../invisible.js";
import type { PlainCheck } from "../plain/plain-cell.js";
import { isLonger } from "./text.js";

/** The longest id, in characters. */
export const longestId = 255;

const tooLong = new Fault("TOO_LONG", `An id has at most ${longestId} characters.`, "Check the id.");

/**
 * Returns the id of a cell or a property in Unicode's composed form (NFC) and without white space around it, so that
 * ids which look alike are equal. Null if nothing is left; a fault if it is too long or contains an invisible
 * character.
 */
export function readId(text: string): string | null | Fault {
  const id = text.normalize("NFC").trim();
  if (id === "") return null;
  const hidden = firstInvisible(id);
  if (hidden !== null) return holdsInvisible(codePointName(hidden));
  return isLonger(id, longestId) ? tooLong : id;
}

function holdsInvisible(name: string): Fault {
  const message = `The id holds the character ${name}, which cannot be seen.`;
  return new Fault("INVALID_ID", message, "Remove the character where the id comes from, or type the id again.");
}

/** A long number as a spreadsheet shows it, alone or as an entry of a list: its last digits are lost. */
const shortenedNumber = /(?:^|")\d(?:[.,]\d+)?E\+\d{1,3}(?:"|$)/i;

const spoilt = new Fault(
  "SPREADSHEET_ID",
  "The id looks like a long number that a spreadsheet has shortened.",
  "Format the column as text before the file is opened or saved, and send the ids as the source system has them.",
);

/** Returns a warning about a valid id, or about an id in a list; null if there is none. */
export function warningAboutId(text: string): Fault | null {
  return shortenedNumber.test(text) ? spoilt : null;
}

const PLUS = 0x2b;
const SPACE = 0x20;
const certain = certainBytes();

/**
 * Whether `readId` certainly returns an id unchanged and without a warning. Of UTF-8's leading bytes only those are
 * accepted whose characters are all visible and composed: U+00C0 to U+02FF, most of Cyrillic, and Chinese characters.
 */
export const isPlainId: PlainCheck = (bytes, start, end) => {
  if (end - start > longestId || bytes[start] === SPACE || bytes[end - 1] === SPACE) return false;
  for (let at = start; at < end; at++) if (certain[bytes[at] ?? 0] === 0) return false;
  return true;
};

function certainBytes(): Uint8Array {
  const bytes = new Uint8Array(256);
  const ranges = [
    [SPACE, 0x7e],
    [0x80, 0xbf],
    [0xc3, 0xcb],
    [0xd0, 0xd1],
    [0xe4, 0xe9],
  ] as const;
  for (const [first, last] of ranges) bytes.fill(1, first, last + 1);
  bytes[PLUS] = 0;
  return bytes;
}
