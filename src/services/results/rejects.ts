import type { RejectsLayout } from "../../codecs/codec.js";
import { rejectsHeader, rejectsLine } from "../../codecs/rejects/rejects-file.js";
import type { JobRow } from "../../db/jobs/jobs.js";
import type { Deps } from "../../deps.js";
import { type RejectedRow, rejectedRows } from "./rejected-rows.js";

/** The approximate length of a yielded piece of text, in characters. */
const pieceLength = 1 << 16;

/**
 * Yields a job's rejected rows as the text of a CSV to correct and send again (contract C). Throws the errors of
 * `rejectedRows`.
 */
export async function readRejects(deps: Pick<Deps, "db" | "assets">, job: JobRow): Promise<AsyncIterable<string>> {
  const { layout, rows } = await rejectedRows(deps, job);
  return rejectsText(layout, rows);
}

/** Yields rejected rows as the text of a file, in pieces. */
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
