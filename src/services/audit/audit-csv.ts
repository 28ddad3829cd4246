import { csvLine } from "../../codecs/csv-line.js";
import { neutralised } from "../../codecs/rejects/spreadsheet-text.js";
import type { AuditEventRow } from "../../db/audit/audit-events.js";

const eventsAtOnce = 1_000;

const header = [
  ...["no", "at", "actorKind", "actorId", "actorName", "action", "object"],
  ...["requestId", "address", "before", "after", "count"],
];

/** Yields events as CSV, page by page. A spreadsheet does not evaluate any cell as a formula. */
export async function* auditCsv(
  page: (after: number | null, limit: number) => Promise<readonly AuditEventRow[]>,
  from: number | null,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(csvLine(header, ","));
  for (let after = from; ; ) {
    const events = await page(after, eventsAtOnce);
    yield Buffer.from(events.map(line).join(""));
    if (events.length < eventsAtOnce) return;
    after = events.at(-1)?.no ?? null;
  }
}

function line(event: AuditEventRow): string {
  const { no, at, actorKind, actorId, actorName, action, object, requestId, address, before, after, count } = event;
  const cells = [
    ...[String(no), at.toISOString(), actorKind, actorId, actorName, action, object, requestId, address],
    ...[before && JSON.stringify(before), after && JSON.stringify(after), String(count)],
  ];
  return csvLine(
    cells.map((cell) => (cell === null ? null : neutralised(cell))),
    ",",
  );
}
