import { v5 } from "uuid";
import { lockBlob } from "../src/db/assets/assets.js";
import { stillRunning } from "../src/db/jobs/job-transitions.js";
import { findJob, insertJob, type JobRow } from "../src/db/jobs/jobs.js";
import { currentMapping } from "../src/db/mappings/mappings.js";
import { entityNamed } from "../src/domain/entities/index.js";
import { hashedField } from "../src/domain/entity.js";
import { importInput } from "../src/domain/import-input.js";
import { optionsOf } from "../src/domain/import-options.js";
import { isStored } from "../src/domain/job.js";
import { mappingSchema } from "../src/domain/mapping/mapping.js";
import { ownMappingVersion } from "../src/domain/packages/package.js";
import { importWorkflowId } from "../src/domain/workflow-id.js";
import { activeTraceparent } from "../src/telemetry/spans.js";
import type { ActivityDeps } from "./activity-deps.js";
import type { AcceptedPart } from "./contract.js";

/**
 * Accepts the import of one of a package's files, on the package's bytes, as started. Idempotent: returns the same
 * import for each call. Null when the package's job does not run.
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
    // A derived file has Bulkhead's own columns. The importer's mapping is for other columns.
    const brought = part.mapping ?? (derived === null ? null : mappingSchema.parse({}));
    const own = brought && { ...brought, version: ownMappingVersion };
    const mapping = own ?? (await currentMapping(trx, { tenantId, importerId, entity }));
    const inserted = await insertJob(
      trx,
      {
        ...{ id, tenantId, importerId, requestedBy, entity, workflowId: importWorkflowId(entity, id) },
        ...{ ...optionsOf(job), mode, member, sheet: null },
        ...{ fingerprint: "", idempotencyKey: null, mapping, traceparent: activeTraceparent() },
        ...{ assetPath, assetSha256, assetSize, assetContentType, body },
        ...{ packageId, packageNo: no, derived },
        // True until the plan says whether the file has secrets.
        namesSecret: derived === null && hashedField(entityNamed(entity)) !== null,
      },
      "running",
    );
    return accepted(no, inserted);
  });
}

function accepted(no: number, job: JobRow): AcceptedPart {
  const { workflowId, finishedAt, state } = job;
  return { no, input: importInput(job), workflowId, hasEnded: finishedAt !== null, isStored: isStored(state) };
}
