import { parse } from "csv-parse/sync";
import type { Codec, FileRecord, PlanLimits } from "../../src/codecs/codec.js";
import type { Entity } from "../../src/domain/entity.js";
import { DomainError } from "../../src/domain/errors.js";
import { inPieces } from "./in-pieces.js";

/** The fault with which a plan is refused. */
export async function faultOf(plan: Promise<unknown>): Promise<DomainError> {
  const error = await plan.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof DomainError) return error;
  throw new Error("the file was not refused with a code", { cause: error });
}

/** Every record of a file, read as the pipeline does. */
export async function recordsOf(
  codec: Codec,
  entity: Entity,
  content: Buffer,
  limits: PlanLimits,
): Promise<FileRecord[]> {
  const bytes = inPieces(content, 11);
  const { layout, chunks } = await codec.plan(entity, bytes, limits);
  const records: FileRecord[] = [];
  for (const chunk of chunks)
    for await (const record of codec.records({ entity, layout }, bytes, chunk)) records.push(record);
  return records;
}

/** Every issue that a file's rows are staged with, as the reports hold them. */
export async function issuesOf(codec: Codec, entity: Entity, content: Buffer, limits: PlanLimits): Promise<unknown[]> {
  const bytes = inPieces(content, 11);
  const { layout, chunks } = await codec.plan(entity, bytes, limits);
  const issues: unknown[] = [];
  for (const chunk of chunks) {
    const context = {
      jobId: "00000000-0000-0000-0000-000000000000",
      entity,
      layout,
      chunk,
      fingerprint: () => "print",
      meaning: [],
      fates: null,
      tuples: null,
    };
    for await (const { reports } of codec.stage(context, bytes)) {
      for (const cells of parse(reports)) {
        const found: unknown = JSON.parse(cells.at(-1) ?? "");
        if (Array.isArray(found)) issues.push(...found);
      }
    }
  }
  return issues;
}
