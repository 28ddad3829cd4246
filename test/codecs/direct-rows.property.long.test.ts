import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ChunkContext, fate } from "../../src/codecs/codec.js";
import { csvCodec } from "../../src/codecs/csv/csv-codec.js";
import { type CopyTransaction, type Database, openDatabase } from "../../src/db/database.js";
import { applyRows } from "../../src/db/rows/apply-rows.js";
import { importTables } from "../../src/db/rows/import-tables.js";
import { useStaging } from "../../src/db/staging/staging-tables.js";
import type { AssetBytes } from "../../src/domain/asset-bytes.js";
import { entities } from "../../src/domain/entities/index.js";
import type { Entity } from "../../src/domain/entity.js";
import { cloneDatabase } from "../support/database.js";
import { lineEnds, planned, quotings, recordsOf, written } from "../support/hostile-records.js";
import { inPieces } from "../support/in-pieces.js";
import { pumpBatches } from "../support/pump-batches.js";

/**
 * Holds the rows that are written without staging equal to those that are staged and inserted, as Postgres sees them.
 */

let db: Database;
beforeAll(async () => {
  db = openDatabase({ url: await cloneDatabase(), maxConnections: 2, onLostConnection: () => undefined });
});
afterAll(() => db.close());

const jobId = "00000000-0000-0000-0000-000000000000";
const constants = [
  { name: "tenantId", value: Buffer.from("t") },
  { name: "importerId", value: Buffer.from("i") },
  { name: "jobId", value: Buffer.alloc(16) },
];
const mark = { jobId, fingerprint: () => "", meaning: [], fates: null, tuples: null };

/** Runs on an empty table in the place of the entity's, without its keys, and gives what stands there afterwards. */
async function rowsAfter(context: ChunkContext, write: (transaction: CopyTransaction) => Promise<void>) {
  const table = sql.table(context.entity.name);
  return db.transaction({ name: "write" }, async (transaction) => {
    const { trx } = transaction;
    await importTables(context.entity, { isSmall: true }).execute(trx);
    await sql`create temporary table ${table} (like public.${table} including defaults) on commit drop`.execute(trx);
    await write(transaction);
    const { table: staging } = await useStaging(trx, { id: jobId, entity: context.entity }, 0);
    const header: readonly (string | null)[] = context.layout.header;
    const columns = new Set(header.filter((name) => name !== null));
    const staged = { id: jobId, tenantId: "t", entity: context.entity, staging };
    await applyRows(trx, { ...staged, importerId: "i", dryRun: false, columns }, 0);
    await sql`update ${table} set created_at = 'epoch', updated_at = 'epoch'`.execute(trx);
    const { rows } = await sql<{ row: string }>`select stored::text as row from ${table} as stored order by 1`.execute(
      trx,
    );
    return rows.map(({ row }) => row);
  });
}

async function pumpAll(transaction: CopyTransaction, context: ChunkContext, bytes: AssetBytes): Promise<void> {
  const { table } = await useStaging(transaction.trx, { id: jobId, entity: context.entity }, 0);
  await pumpBatches(transaction, context, csvCodec.stage(context, bytes), table);
}

test.each<Entity>([entities.courseGroupInPersonEvent, entities.webinar, entities.student, entities.group])(
  "records of $name are the same rows, staged or not",
  async (entity) => {
    const names = Object.keys(entity.fields);
    const optional = names.filter((name) => !entity.fields[name]?.required);
    await fc.assert(
      fc.asyncProperty(
        recordsOf(entity),
        quotings,
        lineEnds,
        fc.integer({ min: 1, max: 3_000 }),
        fc.subarray(optional),
        async (records, how, lineEnd, piece, absent) => {
          const kept = names.map((name) => !absent.includes(name));
          // Each key stands once: which of two rows with one key stands is not asked here.
          const lines = records.map(([cells], row) =>
            cells
              .map((cell, at) => (names[at] === "id" ? `${cell}${row}` : cell))
              .flatMap((cell, at) => (kept[at] ? [written(cell, ",", how)] : []))
              .join(","),
          );
          const header = names.filter((_, at) => kept[at]).join(",");
          const bytes = inPieces(Buffer.from([header, ...lines, ""].join(lineEnd)), piece);
          const plan = await planned(entity, bytes);
          const [chunk] = plan?.chunks ?? [];
          if (!plan || !chunk) return;
          const context = { ...mark, entity, layout: plan.layout, chunk };
          const fates = new Uint8Array(chunk.rows).fill(fate.tuple);
          const directly = { ...context, fates, tuples: { into: "entity", constants } } as const;
          const direct = await rowsAfter(context, (transaction) => pumpAll(transaction, directly, bytes));
          expect(direct).toEqual(await rowsAfter(context, (transaction) => pumpAll(transaction, context, bytes)));
        },
      ),
      { numRuns: 100 },
    );
  },
  180_000,
);
