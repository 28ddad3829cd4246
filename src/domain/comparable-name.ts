/**
 * A column's name without what cannot be seen and what makes no difference: compatibility forms (NFKC), zero-width and other
 * format characters, control characters, surrounding white space, and case.
 */
export function comparableName(name: string): string {
  return withoutInvisible(name.normalize("NFKC")).trim().toLowerCase();
}

/**
 * A text without characters that cannot be seen: format characters, such as marks of direction, and control characters. Tabs
 * and line ends are white space.
 */
export function withoutInvisible(text: string): string {
  return text.replace(/(?![\t\r\n])[\p{Cf}\p{Cc}]/gu, "");
}
