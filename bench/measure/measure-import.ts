import { isDeepStrictEqual } from "node:util";
import type { JobCounts } from "../../src/domain/job.js";
import type { JobResource } from "../../src/http/jobs/schema.js";
import type { ImportRequest } from "../bulkhead/import-client.js";
import type { Installation } from "../bulkhead/installation.js";
import type { EventFile } from "../event-file/cached-event-file.js";
import type { Servers } from "../servers.js";
import type { Measurement } from "./measurement.js";
import { peakMemory, resetPeakMemory } from "./process-figures.js";

export interface MeasuredImport extends Measurement {
  readonly job: JobResource;
}

/**
 * One import from its POST to its end; memory peaks begin with it. Throws where its counts are not those expected: a
 * wrong import has no speed.
 */
export async function measureImport(
  servers: Servers,
  { client, http, workers }: Installation,
  request: ImportRequest,
  expected: Partial<JobCounts>,
  say: (line: string) => void,
): Promise<MeasuredImport> {
  await servers.checkpoint();
  for (const { pid } of [http, ...workers]) await resetPeakMemory(pid);
  const walBefore = await servers.walPosition();
  const { job, seconds } = await client.run(request, ({ stage, progress }) =>
    say(`  ${stage}, ${progress.percent} %, ${progress.rowsRead} rows`),
  );
  const walBytes = (await servers.walPosition()) - walBefore;
  checkCounts(job, expected);
  const ofWorkers = await Promise.all(workers.map(({ pid }) => peakMemory(pid)));
  return {
    job,
    rows: job.counts.valid + job.counts.invalid,
    seconds,
    stampedSeconds: (Date.parse(job.finishedAt ?? "") - Date.parse(job.createdAt)) / 1_000,
    walBytes,
    peakMemory: { http: await peakMemory(http.pid), worker: greatest(ofWorkers) },
    history: await servers.histories.size(job.workflowId),
  };
}

/** What a file's first import does. */
export function firstCounts({ rows, invalid }: Pick<EventFile, "rows" | "invalid">): JobCounts {
  return { valid: rows - invalid, invalid, created: rows - invalid, updated: 0, unchanged: 0, deleted: 0 };
}

function checkCounts({ id, state, counts, error }: JobResource, expected: Partial<JobCounts>): void {
  if (state.startsWith("complete") && isDeepStrictEqual({ ...counts, ...expected }, counts)) return;
  const found = JSON.stringify({ state, counts, error });
  throw new Error(`the job ${id} ended with ${found}, where ${JSON.stringify(expected)} was expected`);
}

function greatest(values: readonly (number | null)[]): number | null {
  return values.reduce((most, value) => (most === null || value === null ? null : Math.max(most, value)));
}
