import { setTimeout } from "node:timers/promises";
import { type Api, answer } from "./api.js";
import { type Patience, patiently } from "./patiently.js";
import type { components } from "./schema.js";

export type Job = components["schemas"]["Job"];

const everyMs = 500;

/**
 * Polls a job twice a second until it ends, and returns the finished job. Calls `onProgress` with each result. Retries
 * while the server is unreachable for a moment: the job continues in any case. A job that needs an approval can wait
 * for a day.
 */
export async function follow(
  api: Api,
  id: string,
  onProgress: (job: Job) => void = () => undefined,
  { signal }: Patience = {},
): Promise<Job> {
  const params = { path: { id } };
  for (;;) {
    const ask = () => answer(api.GET("/api/jobs/{id}", { params, ...(signal && { signal }) }));
    const job = await patiently(ask, { signal });
    onProgress(job);
    if (job.finishedAt !== null) return job;
    await setTimeout(everyMs, undefined, signal && { signal });
  }
}
