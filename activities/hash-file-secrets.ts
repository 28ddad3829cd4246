import { availableParallelism } from "node:os";
import { hash } from "@node-rs/argon2";
import { Context } from "@temporalio/activity";
import pLimit from "p-limit";
import { stillRunning } from "../src/db/jobs/job-transitions.js";
import { createHashTable, keepHashes, type SecretMark, unhashedMarks } from "../src/db/rows/staged-secrets.js";
import { listChunks } from "../src/db/staging/chunks.js";
import type { Deps } from "../src/deps.js";
import { hashedField } from "../src/domain/entity.js";
import type { Chunk } from "../src/domain/file-plan.js";
import { fingerprintUnder } from "../src/secret-key.js";
import { jobBytes } from "../src/services/assets/job-bytes.js";
import { jobCodec } from "./pipeline/chunk-context.js";
import { findPlannedJob, JobEnded, type PlannedJob, stepTransaction } from "./pipeline/import-step.js";

/** Argon2id with OWASP's first choice of parameters; the library's default algorithm is argon2id. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Secrets compared with the store in one statement. */
const comparedAtOnce = 512;
/** Secrets hashed between two commits. */
const keptAtOnce = 64;
/**
 * How many secrets all steps of a worker hash at a time. The same four threads of Node read files: one thread stays
 * free for other imports, and no more hashes run than there are cores.
 */
const inTurn = pLimit(Math.min(3, availableParallelism()));

interface Secret extends SecretMark {
  readonly text: string;
}

/**
 * Hashes the secrets of a file that are neither stored nor hashed yet. The plain text is stored nowhere. The hashes are
 * kept in a table of the job for the step that writes the rows.
 */
export async function hashFileSecrets(deps: Deps, jobId: string): Promise<{ readonly hashed: number }> {
  const { db } = deps;
  const planned = await findPlannedJob(deps, jobId);
  if (planned === null) throw new JobEnded("the job ended before its secrets were hashed");
  await stepTransaction(db, { name: `hash ${jobId}` }, async ({ trx }) => {
    await createHashTable(trx, jobId);
    if (!(await stillRunning(trx, jobId))) throw new JobEnded("the job ended before its secrets were hashed");
  });
  const { tenantId } = planned.job;
  const { entity } = planned;
  let hashed = 0;
  for await (const secrets of batchesOf(secretsOf(deps, planned), comparedAtOnce)) {
    const places = await unhashedMarks(db.query, { id: jobId, tenantId, entity }, secrets);
    const unhashed = places.flatMap((place) => secrets[place] ?? []);
    for (let from = 0; from < unhashed.length; from += keptAtOnce) {
      Context.current().cancellationSignal.throwIfAborted();
      await hashAndKeep(deps, jobId, unhashed.slice(from, from + keptAtOnce));
    }
    hashed += unhashed.length;
  }
  return { hashed };
}

async function hashAndKeep({ db }: Pick<Deps, "db">, jobId: string, secrets: readonly Secret[]): Promise<void> {
  const hashes = await Promise.all(
    secrets.map(async ({ key, fingerprints, text }) => ({ key, fingerprints, hash: await inTurn(hash, text, cost) })),
  );
  await stepTransaction(db, { name: `hash ${jobId}` }, async ({ trx }) => {
    await keepHashes(trx, jobId, hashes);
    if (!(await stillRunning(trx, jobId))) throw new JobEnded("the job ended while secrets were hashed");
  });
}

/** The secrets of a file, each with its row's key. */
async function* secretsOf(deps: Deps, { job, entity, layout }: PlannedJob): AsyncGenerator<Secret> {
  const field = hashedField(entity) ?? "";
  const explanation = Object.keys(entity.fields).find((name) => entity.fields[name]?.explains === field) ?? "";
  const fingerprint = fingerprintUnder(deps.secretKeys, "secrets", job.tenantId);
  const bytes = await jobBytes(deps, job);
  for (const chunk of await listChunks(deps.db.query, job.id)) {
    for await (const record of jobCodec(job).records({ entity, layout }, bytes, rangeOf(chunk))) {
      const [key, text] = [record.text("id"), record.text(field)];
      if (key === null || text === null) continue;
      // The row check makes the same fingerprints: a row's hash is found by them.
      yield { key, text, fingerprints: fingerprint([entity.name, field, key, text, record.text(explanation) ?? ""]) };
    }
  }
}

function rangeOf({ start, end, firstLine }: Omit<Chunk, "no" | "rows">) {
  return { start, end, firstLine };
}

async function* batchesOf<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
