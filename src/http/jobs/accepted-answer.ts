import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { JobRow } from "../../db/jobs/jobs.js";
import { isTerminal } from "../../domain/job.js";
import type { HttpDeps, HttpEnv } from "../context.js";
import { presentJob } from "./present.js";
import { noteRowsRead } from "./rows-read.js";

/** Seconds. */
const longestWait = 60;

/** How long the answer may wait for the end of the import. */
export const preferHeader = {
  prefer: z
    .string()
    .optional()
    .openapi({ description: `wait=<seconds>, at most ${longestWait}.`, example: "wait=10" }),
};

/** Contract C's answer: the job, 200 once it has finished, else 202 and where to ask. */
export function acceptedOrDone(deps: HttpDeps) {
  return {
    waitMs: (context: Context<HttpEnv>) => preferredWait(context.req.header("prefer")) * 1_000,
    async answer(context: Context<HttpEnv>, job: JobRow) {
      const resource = await presentJob(deps, job);
      await noteRowsRead(deps, job, resource.plan?.updated ?? []);
      const wait = preferredWait(context.req.header("prefer"));
      context.header("Location", resource.links.self);
      if (wait > 0) context.header("Preference-Applied", `wait=${wait}`);
      if (isTerminal(job.state)) return context.json(resource, 200);
      context.header("Retry-After", "1");
      return context.json(resource, 202);
    },
  };
}

/** RFC 7240; a preference that cannot be read is no preference. */
export function preferredWait(prefer: string | undefined): number {
  const seconds = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})"?/i.exec(prefer ?? "")?.[1];
  return Math.min(Number(seconds ?? 0), longestWait);
}
