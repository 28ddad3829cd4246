import { InvalidArgumentError } from "commander";
import { longestLifeDays, longestOverlapHours, scopedEntities } from "../domain/key-scopes.js";
import { wholeNumber } from "./whole-number.js";

const longestImporterId = 255;

/** Parses names of entities, separated by commas. */
export function entitiesOf(text: string): readonly string[] {
  const names = listed(text);
  const unknown = names.find((name) => !scopedEntities.includes(name));
  if (unknown !== undefined) throw new InvalidArgumentError(`${unknown} is none of ${scopedEntities.join(", ")}.`);
  return names;
}

/** Parses ids of importers, separated by commas. */
export function importersOf(text: string): readonly string[] {
  const ids = listed(text);
  if (ids.every((id) => id.length <= longestImporterId && !/\p{Cc}/u.test(id))) return ids;
  throw new InvalidArgumentError(`An importer's id is at most ${longestImporterId} characters, none of control.`);
}

/** Parses how long a key lasts, in days. */
export function lifeOf(text: string): number {
  return wholeNumber(text, 1, longestLifeDays);
}

/** Parses how long a key stays in force beside its replacement, in hours. */
export function hoursOf(text: string): number {
  return wholeNumber(text, 0, longestOverlapHours);
}

function listed(text: string): readonly string[] {
  const items = text.split(",").map((item) => item.trim());
  if (items.every((item) => item !== "")) return items;
  throw new InvalidArgumentError("Separate the items by single commas.");
}
