import { withoutInvisible } from "./invisible.js";

/**
 * A column's name without what cannot be seen and what makes no difference: compatibility forms (NFKC), zero-width and
 * other format characters, control characters, surrounding white space, and case.
 */
export function comparableName(name: string): string {
  return withoutInvisible(name.normalize("NFKC")).trim().toLowerCase();
}
