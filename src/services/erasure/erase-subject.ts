import { listStoredBytes, lockBlob, type StoredBytes } from "../../db/assets/assets.js";
import { erasePaths, recordAudit } from "../../db/audit/audit-events.js";
import { databaseErrorCode, isConflict } from "../../db/database-errors.js";
import { markBodyDeleted, markSpooledSources } from "../../db/jobs/job-transitions.js";
import { openJobs } from "../../db/jobs/jobs.js";
import { limitStatements } from "../../db/lock.js";
import { type ErasedSubject, eraseRows, type Subject } from "../../db/rows/erase-subject.js";
import type { Deps } from "../../deps.js";
import { DomainError } from "../../domain/errors.js";
import { readId } from "../../domain/fields/row-id.js";
import { holdsId } from "../../domain/holds-id.js";
import { erasureKeys } from "../../secret-key.js";
import { removeUnneeded } from "../assets/job-bytes.js";

/** What an erasure removed, and where the id may still be stored. */
export interface Erasure {
  readonly removed: Omit<ErasedSubject, "stillReferredBy"> & { readonly bodies: number };
  readonly stillReferredBy: ErasedSubject["stillReferredBy"];
  /** Paths of stored files that contain the id: their owner has to replace them. */
  readonly assets: readonly string[];
  /** Imports that were under way: they leave the id out, but only a later erasure deletes their bodies. */
  readonly openJobs: readonly string[];
}

type ErasureDeps = Pick<Deps, "db" | "assets" | "secretKeys">;

/** Runs an erasing transaction as soon as a place for it is free. */
type InPlace = <T>(run: () => Promise<T>) => Promise<T>;

/**
 * Erases a person or thing: from tables, hashes of open imports, reports and findings in one transaction, then from
 * bodies of requests. Stored assets are listed, not changed. `SUBJECT_NOT_FOUND` if no stored data of the tenant
 * contain the id.
 */
export async function eraseSubject(deps: ErasureDeps, asked: Subject, inPlace: InPlace): Promise<Erasure> {
  const { tenantId } = asked;
  const meant = readId(asked.id);
  const id = typeof meant === "string" ? meant : asked.id;
  const subject = { ...asked, id };
  const { stillReferredBy, ...erased } = await inPlace(() => eraseWithPatience(deps, subject));
  const assets = new Set<string>();
  let bodies = 0;
  for (const bytes of await listStoredBytes(deps.db.query, tenantId)) {
    if (!(await storedBytesHold(deps, tenantId, bytes, id))) continue;
    for (const path of bytes.paths) assets.add(path);
    bodies += bytes.bodyOf.length;
    await dropBodies(deps, tenantId, bytes);
  }
  const { rows, reports, images, references } = erased;
  const found =
    rows + reports + images + bodies + assets.size + Object.keys({ ...references, ...stillReferredBy }).length;
  if (found === 0) throw subjectNotFound();
  await deps.db.transaction({ name: "erase paths" }, ({ trx }) => erasePaths(trx, tenantId, id));
  const open = await openJobs(deps.db.query, tenantId);
  return { removed: { ...erased, bodies }, stillReferredBy, assets: [...assets].sort(), openJobs: open };
}

const mostRepetitions = 10;
const undefinedTable = "42P01";

/** Erases in a transaction, and retries it up to 10 times: concurrent imports may write the same rows. */
async function eraseWithPatience({ db, secretKeys }: ErasureDeps, subject: Subject): Promise<ErasedSubject> {
  for (let repetition = 1; ; repetition++) {
    try {
      return await db.transaction({ name: "erase subject" }, async ({ trx }) => {
        await limitStatements(trx, "10min");
        const erased = await eraseRows(trx, subject, erasureKeys(secretKeys));
        const { tenantId, entity } = subject;
        const { rows, reports, images } = erased;
        const after = { entity: entity.name, rows, reports, images };
        await recordAudit(trx, { tenantId, action: "subject.erased", object: null, after });
        return erased;
      });
    } catch (error) {
      // An import that ends drops its table of hashes, which the erasure may have listed just before.
      const isRepeated = isConflict(error) || databaseErrorCode(error) === undefinedTable;
      if (!isRepeated || repetition === mostRepetitions) throw error;
    }
  }
}

async function storedBytesHold(
  { assets }: Pick<ErasureDeps, "assets">,
  tenantId: string,
  { sha256 }: StoredBytes,
  id: string,
) {
  try {
    return await holdsId(await assets.open(tenantId, sha256), id);
  } catch (error) {
    // The bytes were deleted during the search.
    if (error instanceof DomainError && error.code === "ASSET_NOT_FOUND") return false;
    throw error;
  }
}

/**
 * Deletes bodies of requests that contain the id. Their jobs keep their counts, and their rows answer `BODY_DELETED`.
 */
async function dropBodies(
  { db, assets }: Pick<ErasureDeps, "db" | "assets">,
  tenantId: string,
  { sha256, bodyOf }: StoredBytes,
) {
  if (bodyOf.length === 0) return;
  await db.transaction({ name: "erase bodies" }, async ({ trx }) => {
    await lockBlob(trx, tenantId, sha256);
    for (const jobId of bodyOf) await markBodyDeleted(trx, jobId);
  });
  // The source of a file, such as a package's zip, is deleted with it.
  const sources = await markSpooledSources(db.query, tenantId, bodyOf);
  for (const removed of [sha256, ...sources]) await removeUnneeded({ db, assets }, tenantId, removed);
}

function subjectNotFound(): DomainError {
  const hint = "Check the entity and the id; ids are those of the source system.";
  return new DomainError("SUBJECT_NOT_FOUND", "Nothing stored has this id.", hint);
}
