import type { Entity } from "./entity.js";

/** A file up to this size is read, checked and written in less time than a step more would take. */
const smallBytes = 1 << 20;

/** Whether an import is done in one step; one whose secrets have to be hashed takes its time. */
export function isSmall({ fields }: Entity, bytes: number): boolean {
  return bytes <= smallBytes && !Object.values(fields).some(({ hashed }) => hashed);
}
