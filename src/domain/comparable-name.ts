import { withoutInvisible } from "./invisible.js";

/**
 * Returns a column's name without differences that do not count: compatibility forms (NFKC), zero-width and other
 * format characters, control characters, surrounding white space, and case.
 */
export function comparableName(name: string): string {
  return withoutInvisible(name.normalize("NFKC")).trim().toLowerCase();
}
