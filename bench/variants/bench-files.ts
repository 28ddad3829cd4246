import type { Bench } from "../bench.js";
import { cacheFolder } from "../cache-folder.js";
import { cachedEventFile, type EventFile } from "../event-file/cached-event-file.js";
import { type EventRows, eventLines } from "../event-file/event-rows.js";

/** The file of the bench, and versions of it: changed in a share of the rows, or broken in one. */
export function benchFile({ options, say }: Bench, shape: Partial<EventRows> = {}): Promise<EventFile> {
  const { rows, seed } = options;
  return cachedEventFile(
    cacheFolder(),
    { first: 1, rows, seed, changeShare: 0, invalidShare: 0, reversed: false, ...shape },
    say,
  );
}

/** Far above every row of a file, so that what is made from here shares no key with one. */
export const beyondFiles = 50_000_000;

/** A small file of valid rows, as text. */
export function smallCsv({ options }: Bench, first: number, rows: number): string {
  return [...eventLines({ first, rows, seed: options.seed, changeShare: 0, invalidShare: 0, reversed: false })].join(
    "",
  );
}
