/** Invisible characters: control, format and ignorable ones, with tabs and line ends. */
const invisible = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
const invisibleOnALine = /(?![\t\r\n])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** Returns the first invisible character of a text, such as a mark of direction; null if there is none. */
export function firstInvisible(text: string): string | null {
  return invisible.exec(text)?.[0] ?? null;
}

/** Returns a text without invisible characters. Keeps tabs and line ends: they are white space. */
export function withoutInvisible(text: string): string {
  return text.replace(invisibleOnALine, "");
}

/** Formats a character's code point as people look it up: `U+200B`. */
export function codePointName(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
