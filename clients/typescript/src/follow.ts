import { setTimeout } from "node:timers/promises";
import { type Api, answer } from "./api.js";
import { type Patience, patiently } from "./patiently.js";
import type { components } from "./schema.js";

export type Job = components["schemas"]["Job"];

const everyMs = 500;

/**
 * Follows a job to its end, and gives it as it then is; `onProgress` sees it twice a second. A server that is away for
 * a moment is asked again: the job goes on by itself. A job that asks for an approval can wait for a day.
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
