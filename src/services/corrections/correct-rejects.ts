import { randomUUID } from "node:crypto";
import type { JobRow } from "../../db/jobs/jobs.js";
import type { Corrections } from "../../domain/corrections.js";
import { DomainError } from "../../domain/errors.js";
import { optionsOf } from "../../domain/import-options.js";
import { JobStateError } from "../../domain/job-state-error.js";
import { forgetAsset, storeAsset } from "../assets/store-asset.js";
import type { ImportRequest } from "../jobs/accept-import.js";
import { ownMapping } from "../jobs/retry-import.js";
import { startImport } from "../jobs/start-import.js";
import { rejectedRows } from "../results/rejected-rows.js";
import { rejectsText } from "../results/rejects.js";
import type { ServiceDeps } from "../service-deps.js";
import { correctedRows } from "./corrected-rows.js";

/** The folder of the assets that hold corrected rows. */
export const correctionsFolder = "corrections/";

export interface CorrectionRequest extends Pick<ImportRequest, "requestedBy" | "idempotencyKey" | "fingerprint"> {
  readonly corrections: Corrections;
  readonly dryRun: boolean;
}

/** How long the answer may wait for the end of the import, and the signal that ends the wait. */
type Waiting = Parameters<typeof startImport>[2];

/**
 * Imports rejected rows of a job again, corrected. A file of the rows that the corrections change, in the format of
 * `rejects.csv`, becomes an asset, and a new job with `correctionOf` imports it. Corrections of a snapshot are imported
 * as an upsert: the few rows are not the complete list. `WRONG_JOB_STATE`, `ROWS_EXPIRED`, `BODY_DELETED` or
 * `INVALID_CORRECTIONS` if that is not possible, and the errors of an import.
 */
export async function correctRejects(
  deps: ServiceDeps,
  job: JobRow,
  { corrections, dryRun, ...asked }: CorrectionRequest,
  waiting: Waiting,
): Promise<JobRow> {
  if (job.state !== "complete_with_rejects" || job.dryRun) throw nothingToCorrect(job);
  const { tenantId, importerId } = job;
  const path = await storeCorrected(deps, job, corrections);
  const options = { ...optionsOf(job), member: null, sheet: null };
  const request: ImportRequest = {
    ...{ tenantId, importerId, entity: job.entity, source: { assetPath: path } },
    ...{ ...options, dryRun, mode: options.mode === "snapshot" ? "upsert" : options.mode },
    ...asked,
    ...ownMapping(job),
    correctionOf: job.id,
  };
  let started: JobRow | null = null;
  try {
    started = await startImport(deps, request, waiting);
    return started;
  } finally {
    // No job imports the file: an error occurred, or an earlier equal request has its own file.
    if (started?.assetPath !== path) await forgetAsset(deps, { tenantId, path });
  }
}

/** Stores the corrected rows as an asset; returns its path. */
async function storeCorrected(deps: ServiceDeps, job: JobRow, corrections: Corrections): Promise<string> {
  const { rows: single, replace } = corrections;
  const filter = {
    lines: single.map(({ line }) => line),
    issues: replace.map(({ code, column, from }) => ({ code, column, value: from === "" ? null : from })),
  };
  const { layout, rows } = await rejectedRows(deps, job, { filter });
  let count = 0;
  async function* counted() {
    for await (const row of correctedRows(layout, rows, corrections)) {
      count++;
      yield row;
    }
  }
  const path = `${correctionsFolder}${job.id}/${randomUUID().slice(0, 8)}/${fileName(job.assetPath)}.csv`;
  const asset = {
    ...{ tenantId: job.tenantId, path, contentType: "text/csv; charset=utf-8" },
    ...{ overwriting: { ifAbsent: true }, expectedSha256: null, announcedBytes: 0 },
  };
  await storeAsset(deps, asset, asBytes(rejectsText(layout, counted())));
  if (count > 0) return path;
  await forgetAsset(deps, { tenantId: job.tenantId, path });
  const hint =
    "Name lines and values as GET /api/jobs/{id}/rows shows them, and other cells than they have; a row that repeats an id needs another one.";
  throw new DomainError("INVALID_CORRECTIONS", "The corrections change none of the job's rejected rows.", hint);
}

async function* asBytes(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const text of texts) yield Buffer.from(text);
}

function nothingToCorrect({ state, dryRun }: JobRow): JobStateError {
  const what = dryRun ? "it was a dry run, and its valid rows are not stored either" : `it is ${state}`;
  const hint =
    "Only rejected rows of an import that is complete_with_rejects can be sent again; import the whole file.";
  return new JobStateError(state, `The job has no rows to correct: ${what}.`, hint);
}

/** The name of the job's own file, without its extension. */
function fileName(assetPath: string): string {
  return (assetPath.split("/").at(-1) ?? "").replace(/\.[A-Za-z]{1,8}$/, "").slice(0, 100) || "list";
}
