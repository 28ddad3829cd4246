import { v5 } from "uuid";
import { lockBlob } from "../src/db/assets/assets.js";
import { stillRunning } from "../src/db/jobs/job-transitions.js";
import { findJob, insertJob, type JobRow } from "../src/db/jobs/jobs.js";
import { currentMapping } from "../src/db/mappings/mappings.js";
import { importInput } from "../src/domain/import-input.js";
import { optionsOf } from "../src/domain/import-options.js";
import { ownMappingVersion } from "../src/domain/packages/package.js";
import { importWorkflowId } from "../src/domain/workflow-id.js";
import type { ActivityDeps } from "./activity-deps.js";
import type { AcceptedPart } from "./contract.js";

/**
 * Accepts the import of one of a package's files, on the package's bytes, as started; the same one however often it is
 * asked for. Null when the package does not run any more.
 */
export async function acceptPart({ db }: ActivityDeps, packageId: string, no: number): Promise<AcceptedPart | null> {
  const id = v5(String(no), packageId);
  return db.transaction({ name: "accept part" }, async ({ trx }) => {
    const known = await findJob(trx, id);
    if (known) return accepted(no, known);
    const job = await findJob(trx, packageId);
    const part = job?.packagePlan?.parts[no];
    if (!job || !part || !(await stillRunning(trx, packageId))) return null;
    const { tenantId, importerId, requestedBy, assetPath, assetSha256, assetSize, assetContentType, body } = job;
    const { entity, mode, member, derived } = part;
    await lockBlob(trx, tenantId, assetSha256);
    const own = part.mapping && { ...part.mapping, version: ownMappingVersion };
    const mapping = derived === null ? (own ?? (await currentMapping(trx, { tenantId, importerId, entity }))) : null;
    const inserted = await insertJob(
      trx,
      {
        ...{ id, tenantId, importerId, requestedBy, entity, workflowId: importWorkflowId(entity, id) },
        ...{ ...optionsOf(job), mode, member, sheet: null },
        ...{ fingerprint: "", idempotencyKey: null, mapping },
        ...{ assetPath, assetSha256, assetSize, assetContentType, body },
        ...{ packageId, packageNo: no, derived },
      },
      "running",
    );
    return accepted(no, inserted);
  });
}

function accepted(no: number, job: JobRow): AcceptedPart {
  return { no, input: importInput(job), workflowId: job.workflowId, hasEnded: job.finishedAt !== null };
}
