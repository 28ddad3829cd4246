import type { ChunkContext, Codec, TupleTarget } from "../../src/codecs/codec.js";
import { codecFor } from "../../src/codecs/index.js";
import type { Deps } from "../../src/deps.js";
import { decisiveFields } from "../../src/domain/entity.js";
import type { Chunk } from "../../src/domain/file-plan.js";
import { plainType } from "../../src/domain/job-file.js";
import { declarationOf } from "../../src/domain/record.js";
import { fingerprintUnder } from "../../src/secret-key.js";
import type { PlannedJob } from "./import-step.js";

/** Returns the codec of a job's file. */
export function jobCodec(job: PlannedJob["job"]): Codec {
  return codecFor(plainType(job));
}

/** Returns what the tuples of a job's rows are made for. A dry run stages only the fields that its decisions read. */
export function tupleTarget({ job, entity }: Pick<PlannedJob, "job" | "entity">): TupleTarget {
  if (job.dryRun) return { into: "staging", fields: decisiveFields(entity) };
  const constants = [
    { name: "tenantId", value: Buffer.from(job.tenantId) },
    { name: "importerId", value: Buffer.from(job.importerId) },
    { name: "jobId", value: Buffer.from(job.id.replaceAll("-", ""), "hex") },
  ];
  return { into: "entity", constants };
}

/** Returns the input of a codec that reads a job's rows. All rows are staged unless the caller says otherwise. */
export function chunkContext(
  { secretKeys }: Pick<Deps, "secretKeys">,
  { job, entity, layout }: PlannedJob,
  chunk: Chunk,
): ChunkContext {
  return {
    ...{ jobId: job.id, entity, layout, chunk, fates: null, tuples: null },
    fingerprint: fingerprintUnder(secretKeys, "secrets", job.tenantId),
    meaning: [entity.name, declarationOf(entity), job.importerId],
  };
}
