/** Characters that cannot be seen: control, format and ignorable ones. Tabs and line ends are among them. */
const invisible = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
const invisibleOnALine = /(?![\t\r\n])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** The first character of a text that cannot be seen, such as a mark of direction; null where there is none. */
export function firstInvisible(text: string): string | null {
  return invisible.exec(text)?.[0] ?? null;
}

/** A text without such characters. Tabs and line ends stay: they are white space. */
export function withoutInvisible(text: string): string {
  return text.replace(invisibleOnALine, "");
}

/** A character's code point as people look it up: `U+200B`. */
export function codePointName(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
