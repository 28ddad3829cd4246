/** The most ids that one message names; the rest is counted, and paged at the job's `integrity` link. */
export const mostIds = 1_000;

/** Ids as a message lists them, and how many more there are. */
export function joinedIds(ids: readonly string[], more: number): string {
  return `${ids.join(", ")}${more > 0 ? `, … and ${more} more` : ""}`;
}

/** Whom a reference names: `userId` a user, `lecturerIds` a lecturer. */
export function roleOf(field: string): string {
  return field.replace(/Ids?$/, "");
}

export function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
