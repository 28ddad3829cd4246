import { isDeepStrictEqual } from "node:util";
import { parse } from "csv-parse/sync";
import type { Bench } from "../bench.js";
import { type Installation, install } from "../bulkhead/installation.js";
import { RowRandom } from "../event-file/row-random.js";
import { JobSessions } from "../measure/job-sessions.js";
import {
  csv,
  damageOf,
  groupCsv,
  type SessionKind,
  sessionCells,
  sessionCsv,
  sessionKinds,
} from "../reject-file/session-rows.js";
import { decimal, markdownTable, whole } from "../report/markdown-table.js";

/**
 * Rejected rows go out, are corrected and come back; then the tables must be as if the files had been right at first.
 */
export async function rejects(bench: Bench): Promise<string> {
  const { options, servers, say } = bench;
  const each = Math.ceil(options.rejects / sessionKinds.length);
  const rows: string[][] = [];
  const tables: unknown[][] = [];
  for (const isWrong of [true, false]) {
    const installation = await install(servers);
    const sessions = new JobSessions(servers.url(installation.database));
    try {
      for (const kind of sessionKinds) {
        say(`  ${kind.entity}, ${isWrong ? "with rejects" : "right at first"}`);
        await importText(installation, kind.groupEntity, groupCsv(kind));
        const job = await importText(installation, kind.entity, sessionCsv(kind, 2 * each, options.seed, isWrong));
        if (isWrong) rows.push(await correctAndSend(bench, installation, kind, job));
        tables.push(await sessions.table(kind.table));
      }
    } finally {
      await sessions.close();
      await installation.stop();
    }
  }
  const same = sessionKinds.map((_, at) => isDeepStrictEqual(tables[at], tables[at + sessionKinds.length]));
  const header = [
    ...["entity", "rows", "rejected", "codes", "rejects.csv s", "MB"],
    ...["with the code of its fault", "text as sent", "created after correction", "table as if right at first"],
  ];
  const shown = rows.map((row, at) => [...row, same[at] ? "yes, row by row" : "**no**"]);
  return `### Rejected, corrected, sent again\n\n${markdownTable(header, shown)}`;
}

type Job = Awaited<ReturnType<Installation["client"]["run"]>>["job"];

async function importText({ client }: Installation, entity: string, text: string): Promise<Job> {
  await client.uploadText("file.csv", text);
  return (await client.run({ entity, asset: "file.csv", importerId: "bench" })).job;
}

async function correctAndSend({ options }: Bench, installation: Installation, kind: SessionKind, job: Job) {
  const started = performance.now();
  const text = await installation.client.rejects(job.id);
  const seconds = (performance.now() - started) / 1_000;
  const [header = [], ...records] = parse(text.replace(/^\ufeff/, ""), { relax_column_count: true }) as string[][];
  const random = new RowRandom(options.seed);
  let [expected, asSent] = [0, 0];
  const corrected = records.map((cells) => {
    const row = Number(cells[0]);
    const right = sessionCells(kind, row, random);
    const damage = damageOf(kind, row);
    if (cells[header.indexOf("_code")] === damage?.code) expected++;
    const isRagged = damage?.code === "COLUMN_COUNT";
    const own = Object.keys(right);
    const sent = { ...right, ...damage?.cells };
    if (isRagged || own.every((name, at) => unmarked(cells[at] ?? "") === sent[name])) asSent++;
    // As a person does: only what was wrong is written again.
    const wrong = isRagged ? own : Object.keys(damage?.cells ?? {});
    return header.map((name, at) => (wrong.includes(name) ? marked(right[name] ?? "") : (cells[at] ?? "")));
  });
  const again = await importText(installation, kind.entity, csv([header, ...corrected]));
  const { valid, invalid } = job.counts;
  return [
    ...[kind.entity, whole(valid + invalid), whole(invalid), whole(Object.keys(job.issuesByCode).length - 1)],
    ...[decimal(seconds, 2), decimal(Buffer.byteLength(text) / 2 ** 20), whole(expected), whole(asSent)],
    `${whole(again.counts.created)}, ${again.state}`,
  ];
}

/**
 * What docs/integrate.md says of the apostrophe, written again: what looks like a formula has one more in such a file.
 */
function marked(cell: string): string {
  return /^'*[=+\-@\t\r\n＝＋－＠]/.test(cell) ? `'${cell}` : cell;
}

function unmarked(cell: string): string {
  return /^'+[=+\-@\t\r\n＝＋－＠]/.test(cell) ? cell.slice(1) : cell;
}
