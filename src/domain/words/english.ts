import type { JobWords } from "./job-words.js";

const number = new Intl.NumberFormat("en");

/** "1 row is", "2 rows are". */
function rows(count: number, one: string, other: string): string {
  return `${number.format(count)} ${count === 1 ? one : other}`;
}

export const englishJobWords: JobWords = {
  states: {
    queued: "queued",
    running: "running",
    awaiting_approval: "awaits approval",
    cancelling: "being cancelled",
    complete: "complete",
    complete_with_rejects: "complete, with rejected rows",
    failed: "failed",
    cancelled: "cancelled",
    undone: "undone",
    undoing: "being undone",
  },
  queued: () => "Waiting to start.",
  running: (percent) => `Running: ${percent} %.`,
  blocked: () => "Waiting until an earlier import of the same importer has ended.",
  fileAsks: () => "One of its files waits for an approval.",
  wouldDelete: (deleted, owned) =>
    `Would delete ${number.format(deleted)} of ${number.format(owned)} rows, and waits for an approval.`,
  wouldChangeNothing: () => "Would change nothing that is stored, and waits for an approval.",
  wouldChange: ({ created, updated, deleted }) =>
    `Would create ${number.format(created)}, update ${number.format(updated)} and delete ${rows(deleted, "row", "rows")}, and waits for an approval.`,
  cancelling: () => "Being cancelled.",
  noRows: () => "The file has no rows.",
  allIn: (valid) => `${rows(valid, "row is", "rows are")} in.`,
  someIn: (valid, invalid) => `${rows(valid, "row is", "rows are")} in, ${rows(invalid, "is", "are")} not.`,
  rowsDeleted: (deleted) => `${rows(deleted, "stored row was", "stored rows were")} deleted.`,
  allGood: (valid) => `Dry run: ${rows(valid, "row", "rows")} would be in. Nothing was stored.`,
  someGood: (valid, invalid) =>
    `Dry run: ${rows(valid, "row", "rows")} would be in, ${number.format(invalid)} would not. Nothing was stored.`,
  undoing: () => "Being undone.",
  undone: ({ deleted, restored, recreated, movedOn }) =>
    `Undone: ${rows(deleted, "row", "rows")} removed, ${number.format(restored)} put back as before, ${number.format(recreated)} brought back. ${rows(movedOn, "row was", "rows were")} changed since and left alone.`,
  failed: (message) => message ?? "The import failed; nothing was stored.",
  cancelled: () => "Cancelled; nothing was stored.",
};
