import { type Codec, fate } from "../../src/codecs/codec.js";
import type { CopyTransaction } from "../../src/db/database.js";
import { entityState } from "../../src/db/rows/entity-version.js";
import { erasedKeys } from "../../src/db/rows/erased-subjects.js";
import { collectLeaving } from "../../src/db/rows/leaving-rows.js";
import {
  type ComparedRecords,
  compareRecords,
  type FileIndex,
  hasDelivered,
  hasKeysWithin,
  markKeys,
} from "../../src/db/staging/file-index.js";
import type { Chunk } from "../../src/domain/file-plan.js";
import type { ActivityDeps } from "../activity-deps.js";
import { jobCodec, tupleTarget } from "./chunk-context.js";
import { acceptedWith, type PlannedJob } from "./import-step.js";
import { ascendingKeys, indexFile } from "./index-file.js";
import { type Asking, askingOf, askingWithFates } from "./write-or-ask.js";

/** A file whose records have their fates: each row is written at once, skipped unread, or staged. */
export interface ComparedFile extends ComparedRecords {
  /** How many stored rows a snapshot deletes. */
  readonly leaving: number;
  /** The version of the entity's rows that the file was compared with. */
  readonly version: number;
  readonly asking: Asking;
  /** The file's index, made when it is first needed. The caller drops it. */
  index(): Promise<FileIndex>;
}

/** Decides the fate of every record before its row is read. Null where keys cannot be read from bytes. */
export async function compareFile(
  deps: ActivityDeps,
  transaction: CopyTransaction,
  planned: PlannedJob,
  { chunks, repetition }: { readonly chunks: readonly Chunk[]; readonly repetition: number },
): Promise<ComparedFile | null> {
  const { trx } = transaction;
  const { job, entity, layout } = planned;
  const codec = jobCodec(job);
  const reader = codec.index({ entity, layout });
  if (reader === null) return null;
  const context = { tenantId: job.tenantId, importerId: job.importerId, entity };
  const accepted = acceptedWith(job, deps.secretKeys);
  const { version, erased, hold } = await entityState(trx, context, { since: accepted.acceptedAt });
  const asking = await askingOf(trx, job, { deletions: deps.config.deletionLimits, hold });
  let made: FileIndex | null = null;
  const index = async () => (made ??= await indexFile(deps, transaction, planned, reader, chunks));
  const found = { version, index };

  const isDelivered = version > 0 && (await hasDelivered(trx, context));
  // An importer's first file usually has only new keys. Then no key has to be looked up.
  const mayBeNew = !isDelivered && erased.length === 0 && (version === 0 || job.mode !== "snapshot");
  const keys = mayBeNew ? await ascendingKeys(deps, transaction, planned, reader, chunks) : null;
  if (keys !== null && (version === 0 || !(await hasKeysWithin(trx, context, keys)))) {
    const unknown = fateOfNew(codec, planned, { leaving: 0, repetition });
    const fates = new Uint8Array(job.rowsTotal ?? 0).fill(unknown);
    const compared = { ...found, fates, repeats: false, changesOwners: false, leaving: 0 };
    return { ...compared, asking: await askingWithFates(trx, context, asking, compared) };
  }
  const file = await index();
  const leaving = job.mode === "snapshot" ? await collectLeaving(trx, context, { table: file.table, key: "key" }) : 0;
  const records = await compareRecords(trx, context, file, {
    fates: {
      unknown: fateOfNew(codec, planned, { leaving, repetition }),
      same: job.mode === "create" ? fate.stage : fate.skip,
      other: fate.stage,
    },
    isStored: version > 0,
    isDelivered,
  });
  const erasedOnes = erasedKeys({ hashes: erased, keys: accepted.keys }, file.table);
  if (erasedOnes) await markKeys(trx, records.fates, file, fate.stage, erasedOnes);
  const compared = { ...found, ...records, leaving };
  return { ...compared, asking: await askingWithFates(trx, context, asking, compared) };
}

/**
 * Returns the fate of a record whose key is not stored. Rows are written before all are judged only if nothing can stop
 * the import afterwards. After a collision they are staged, since a key that another import commits while the file is
 * read would collide again. A dry run writes into its staging table.
 */
function fateOfNew(
  codec: Codec,
  planned: PlannedJob,
  { leaving, repetition }: { readonly leaving: number; readonly repetition: number },
): number {
  const { job, entity, layout } = planned;
  if (job.mode === "update" || layout.deleteAt !== undefined) return fate.stage;
  const mayStop = job.onInvalid === "abort" || leaving > 0 || repetition > 1;
  if (mayStop && !job.dryRun) return fate.stage;
  return codec.tupleColumns({ entity, layout }, tupleTarget(planned)) === null ? fate.stage : fate.tuple;
}
