import { DomainError } from "./errors.js";

const longest = 1_024;

/**
 * Returns an asset path that is safe to name and to look up, in Unicode's composed form (contract C): 1 to 1,024 bytes
 * of UTF-8, segments separated by `/`, none empty, `.` or `..`; no backslash, control character, leading `/` or scheme.
 * Throws `INVALID_ASSET_PATH`. The path is only a key of the table of pointers: no path of a client reaches the file
 * system.
 */
export function checkAssetPath(asked: string): string {
  const path = asked.normalize("NFC");
  const fault = faultOf(path);
  if (fault === null) return path;
  throw new DomainError(
    "INVALID_ASSET_PATH",
    `The asset path ${fault}.`,
    "Use a relative path such as nightly/events.csv.",
  );
}

function faultOf(path: string): string | null {
  if (path === "") return "is empty";
  if (!path.isWellFormed()) return "holds half of a surrogate pair";
  if (new TextEncoder().encode(path).length > longest) return `is longer than ${longest} bytes`;
  if (/\p{Cc}/u.test(path)) return "holds a control character";
  if (path.includes("\\")) return "holds a backslash";
  if (path.startsWith("/")) return "begins with a slash";
  if (/^[A-Za-z][A-Za-z0-9+.-]*:/.test(path)) return "begins with a scheme or a drive";
  const segments = path.split("/");
  if (segments.includes("")) return "has an empty segment";
  if (segments.includes(".") || segments.includes("..")) return "has a segment that is . or ..";
  return null;
}
