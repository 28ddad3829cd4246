import { isListObject } from "../list/list-record.js";
import { invalidJson } from "./json-faults.js";

/** Parses an element's value; `__proto__` becomes a property like any other. */
export function parseElement({ json, index }: { readonly json: string; readonly index: number }): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw invalidJson(index); // the engine's message quotes the file
  }
}

/**
 * Counts the properties of a value, at every depth. If a name is repeated, the count is less than the number of colons.
 */
export function countProperties(value: unknown): number {
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === "object") count += countProperties(item);
  } else if (isListObject(value)) {
    for (const name of Object.keys(value)) {
      const property = value[name];
      count += typeof property === "object" ? 1 + countProperties(property) : 1;
    }
  }
  return count;
}

/** Returns the JSON with numbers that a double may round as strings, so that users see the number that they sent. */
export function withExactNumbers(json: string): string {
  if (!maybeInexact.test(json)) return json;
  let exact = "";
  for (let at = 0; at < json.length; ) {
    const quote = json.indexOf('"', at);
    const plainEnd = quote === -1 ? json.length : quote;
    const plain = json.slice(at, plainEnd);
    exact += maybeInexact.test(plain) ? plain.replace(/-?\d[\d.eE+-]*/g, quotedIfInexact) : plain;
    at = quote === -1 ? json.length : textEnd(json, quote);
    exact += json.slice(plainEnd, at);
  }
  return exact;
}

/** Sixteen digits, or an exponent. */
const maybeInexact = /\d[\d.]{15}|\dE/i;

function quotedIfInexact(number: string): string {
  // A double keeps any number of up to 15 digits.
  const digits = number.replace(/^-?[0.]*|\D/g, "");
  const isExact = digits.length <= 15 && !/e/i.test(number);
  return isExact || String(Number(number)) === number ? number : `"${number}"`;
}

/** Returns the index after the string that begins at `quote`. */
function textEnd(json: string, quote: number): number {
  for (let at = quote + 1; ; at++) {
    at = json.indexOf('"', at);
    if (at === -1) return json.length;
    let backslashes = 0;
    while (json[at - 1 - backslashes] === "\\") backslashes++;
    if (backslashes % 2 === 0) return at + 1;
  }
}
