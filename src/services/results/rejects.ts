import type { RejectsLayout } from "../../codecs/codec.js";
import { rejectsHeader, rejectsLine } from "../../codecs/rejects/rejects-file.js";
import type { JobRow } from "../../db/jobs/jobs.js";
import type { Deps } from "../../deps.js";
import { type RejectedRow, rejectedRows } from "./rejected-rows.js";

/** Text is handed on in pieces of about this size. */
const pieceLength = 1 << 16;

/**
 * A job's rejected rows as a CSV to correct and send again, text by text (contract C), with the faults of
 * `rejectedRows`.
 */
export async function readRejects(deps: Pick<Deps, "db" | "assets">, job: JobRow): Promise<AsyncIterable<string>> {
  const { layout, rows } = await rejectedRows(deps, job);
  return rejectsText(layout, rows);
}

/** Rejected rows as the text of a file, in pieces. */
export async function* rejectsText(
  { columns, delimiter }: Pick<RejectsLayout, "columns" | "delimiter">,
  rows: AsyncIterable<RejectedRow>,
): AsyncGenerator<string> {
  yield rejectsHeader(columns, delimiter);
  let text = "";
  for await (const row of rows) {
    text += rejectsLine(row, row.line, row.errors, delimiter);
    if (text.length < pieceLength) continue;
    yield text;
    text = "";
  }
  if (text !== "") yield text;
}
