import type { DirectRows } from "../../src/codecs/codec.js";
import type { CopyTransaction } from "../../src/db/database.js";
import { lockFindings } from "../../src/db/integrity/findings.js";
import { isValidated, prepareValidation, storedKeys } from "../../src/db/integrity/subjects.js";
import { limitLockWaits } from "../../src/db/lock.js";
import { insertRows } from "../../src/db/rows/apply-rows.js";
import type { ApplyContext } from "../../src/db/rows/decide-rows.js";
import { needStaging } from "../../src/db/rows/direct-rows.js";
import { checkSlugs } from "../../src/db/rows/slug-constraint.js";
import { type ChunkRow, listChunks } from "../../src/db/staging/chunks.js";
import { useTransientStaging } from "../../src/db/staging/staging-tables.js";
import { addIssueCounts } from "../../src/domain/issue-counts.js";
import { jobBytes } from "../../src/services/assets/job-bytes.js";
import type { ActivityDeps } from "../activity-deps.js";
import { chunkContext, jobCodec } from "./chunk-context.js";
import { DirectWriter } from "./direct-writer.js";
import { GaveUp } from "./gave-up.js";
import { acceptedWith, type PlannedJob } from "./import-step.js";
import { reportChunk } from "./report-chunk.js";
import { concludeImport, summarize, validateWritten } from "./settle-import.js";

/** Where more rows than this share of a chunk have to be read exactly, several workers do it sooner than one. */
const mostExact = 0.1;
/** Too few to judge a file by. */
const fewExact = 1_000;

/** How the job's rows are written without staging; null where the file does not allow it. */
export function directRows({ job, entity, layout }: PlannedJob): DirectRows | null {
  return jobCodec(job).direct({ entity, layout }, [
    { name: "tenantId", value: Buffer.from(job.tenantId) },
    { name: "importerId", value: Buffer.from(job.importerId) },
    { name: "jobId", value: Buffer.from(job.id.replaceAll("-", ""), "hex") },
  ]);
}

/**
 * Writes a large file into a store that has none of the entity's rows: nothing has to be decided row by row then, so
 * the rows go from the file into their table, without staging. All keys, slugs and references are checked before the
 * commit.
 */
export async function writeDirectly(
  deps: ActivityDeps,
  transaction: CopyTransaction,
  planned: PlannedJob,
  direct: DirectRows,
): Promise<void> {
  const { trx } = transaction;
  const { job, entity, layout, staged, columns } = planned;
  const staging = await useTransientStaging(trx, entity);
  const context: ApplyContext = { ...staged, staging, importerId: job.importerId, dryRun: false, columns };
  await prepareValidation(trx);
  const chunks = await listChunks(trx, job.id);
  const writer = new DirectWriter(transaction, {
    ...{ table: entity.name, columns: direct.columns },
    ...{ staging, staged: jobCodec(job).columns({ entity, layout }) },
    keepsKeys: isValidated(entity),
  });
  let created = 0;
  try {
    for (const chunk of chunks) created += await writeChunk(deps, planned, { writer, direct, chunk });
    await writer.flush();
  } catch (error) {
    writer.abandon();
    throw error;
  }
  created += await insertRows(trx, context);
  const found = await summarize(trx, job);
  if (created !== found.valid || (job.onInvalid === "abort" && found.invalid > 0)) throw new GaveUp();
  await limitLockWaits(trx, "none");
  await checkSlugs(trx, entity);
  await lockFindings(trx, job.tenantId);
  if (await needStaging(trx, context, job.createdAt)) throw new GaveUp();
  const counts = { created, updated: 0, unchanged: 0 };
  const version = await validateWritten(trx, context, counts, {
    accepted: acceptedWith(job, deps.secretKeys),
    arrived: storedKeys(context),
  });
  await concludeImport(trx, job, found, { ...counts, version });
}

interface DirectChunk {
  readonly writer: DirectWriter;
  readonly direct: DirectRows;
  readonly chunk: ChunkRow;
}

/** Sends the rows of one chunk, and tells the workflow; gives how many of them were plain. */
async function writeChunk(
  deps: ActivityDeps,
  planned: PlannedJob,
  { writer, direct, chunk }: DirectChunk,
): Promise<number> {
  const { job } = planned;
  const issuesByCode: Record<string, number> = {};
  const counts = { rows: 0, invalid: 0, issuesByCode };
  let plain = 0;
  for await (const batch of direct.stage(chunkContext(deps, planned, chunk), await jobBytes(deps, job))) {
    await writer.add(batch);
    counts.rows += batch.rowCount;
    counts.invalid += batch.invalidCount;
    plain += batch.tupleCount;
    addIssueCounts(issuesByCode, batch.issuesByCode);
    if (counts.rows - plain > Math.max(fewExact, counts.rows * mostExact)) throw new GaveUp();
  }
  await reportChunk(deps, planned, chunk, counts);
  return plain;
}
