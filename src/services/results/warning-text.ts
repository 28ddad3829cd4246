/** The maximum number of ids in one message. The other ids are counted, and paged at the job's `integrity` link. */
export const mostIds = 1_000;

/** Joins ids for a message, and adds how many more there are. */
export function joinedIds(ids: readonly string[], more: number): string {
  return `${ids.join(", ")}${more > 0 ? `, … and ${more} more` : ""}`;
}

/** The role that a reference's field names: `user` for `userId`, `lecturer` for `lecturerIds`. */
export function roleOf(field: string): string {
  return field.replace(/Ids?$/, "");
}

export function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
