import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ChunkContext, RowBatch } from "../../src/codecs/codec.js";
import { csvCodec } from "../../src/codecs/csv/csv-codec.js";
import { csvRowReader } from "../../src/codecs/csv/csv-row.js";
import { readRecordBlocks } from "../../src/codecs/csv/read-records.js";
import { stageRows } from "../../src/codecs/stage-rows.js";
import { type Database, openDatabase } from "../../src/db/database.js";
import { stagingTemplate } from "../../src/db/staging/staging-tables.js";
import { entities } from "../../src/domain/entities/index.js";
import { compileRowCheck } from "../../src/domain/row-check.js";
import { cloneDatabase } from "../support/database.js";
import { lineEnds, mappingsOf, planned, quotings, recordsOf, written } from "../support/hostile-records.js";
import { inPieces } from "../support/in-pieces.js";
import { pumpBatches } from "../support/pump-batches.js";

/** Holds the reader that works on bytes equal to csv-parse and the row check, as Postgres sees what they give. */

let db: Database;
beforeAll(async () => {
  db = openDatabase({ url: await cloneDatabase(), maxConnections: 2, onLostConnection: () => undefined });
});
afterAll(() => db.close());

async function staged(batches: AsyncIterable<RowBatch>, context: ChunkContext, table: string) {
  const issues: string[][] = [];
  const stored = await db.transaction({ name: "stage" }, async (transaction) => {
    const { trx } = transaction;
    await sql`create temporary table ${sql.table(table)} (like ${sql.table(stagingTemplate(context.entity))} including defaults) on commit drop`.execute(
      trx,
    );
    const reports = await pumpBatches(transaction, context, batches, table);
    for (const cells of parse(reports)) issues.push(cells.slice(1));
    // Records that only csv-parse can read come after the others of their window.
    issues.sort(([one], [other]) => Number(one) - Number(other));
    await sql`update ${sql.table(table)} set source_hash = null`.execute(trx);
    return (await sql<{ row: string }>`select t::text as row from ${sql.table(table)} as t order by line`.execute(trx))
      .rows;
  });
  return { issues, rows: stored.map(({ row }) => row) };
}

const mark = { fingerprint: () => "", meaning: [], fates: null, tuples: null };

test.each([entities.courseGroupInPersonEvent, entities.webinar, entities.event, entities.group])(
  "records of $name are staged the same by their bytes and by csv-parse",
  async (entity) => {
    const names = Object.keys(entity.fields);
    await fc.assert(
      fc.asyncProperty(
        recordsOf(entity),
        fc.constantFrom(",", ";", "\t"),
        quotings,
        lineEnds,
        fc.integer({ min: 1, max: 3_000 }),
        fc.constantFrom("", "surprise"),
        mappingsOf(entity),
        async (records, delimiter, how, lineEnd, piece, unknown, mapping) => {
          const lines = records.map(([cells, ragged]) => {
            const line = [...cells.map((cell) => written(cell, delimiter, how)), ...(unknown === "" ? [] : ["?"])];
            return (ragged ? line.slice(1) : line).join(delimiter);
          });
          const header = [...names, ...(unknown === "" ? [] : [unknown])].join(delimiter);
          const content = Buffer.from([header, ...lines, ""].join(lineEnd));
          const bytes = inPieces(content, piece);
          const plan = await planned(entity, bytes, mapping);
          const [chunk] = plan?.chunks ?? [];
          if (!plan || !chunk || plan.layout.delimiter === null) return;
          const layout = plan.layout;
          const context = { jobId: "00000000-0000-0000-0000-000000000000", entity, layout, chunk, ...mark };
          const check = compileRowCheck(entity, layout, csvRowReader(layout), mark.fingerprint);
          const exact = await staged(
            stageRows(context, readRecordBlocks(layout, bytes, chunk), check),
            context,
            "exact_rows",
          );
          const plain = await staged(csvCodec.stage(context, bytes), context, "plain_rows");
          expect(plain).toEqual(exact);
        },
      ),
      { numRuns: 150 },
    );
  },
  180_000,
);
