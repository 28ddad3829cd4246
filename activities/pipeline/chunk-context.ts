import type { Chunk, ChunkContext, Codec, ConstantColumn } from "../../src/codecs/codec.js";
import { codecFor } from "../../src/codecs/index.js";
import type { Deps } from "../../src/deps.js";
import { declarationOf } from "../../src/domain/record.js";
import { fingerprintUnder } from "../../src/secret-key.js";
import type { PlannedJob } from "./import-step.js";

/** The codec of a job's file. */
export function jobCodec({ assetContentType }: PlannedJob["job"]): Codec {
  return codecFor(assetContentType);
}

/** What the tuples of a job's rows hold beside the fields. */
export function tupleConstants({ job }: Pick<PlannedJob, "job">): ConstantColumn[] {
  return [
    { name: "tenantId", value: Buffer.from(job.tenantId) },
    { name: "importerId", value: Buffer.from(job.importerId) },
    { name: "jobId", value: Buffer.from(job.id.replaceAll("-", ""), "hex") },
  ];
}

/** What a codec needs to know to read a job's rows; all are staged unless the caller says otherwise. */
export function chunkContext(
  { secretKeys }: Pick<Deps, "secretKeys">,
  { job, entity, layout }: PlannedJob,
  chunk: Chunk,
): ChunkContext {
  return {
    ...{ jobId: job.id, entity, layout, chunk, fates: null, constants: null },
    fingerprint: fingerprintUnder(secretKeys, "secrets", job.tenantId),
    meaning: [entity.name, declarationOf(entity), job.importerId],
  };
}
