import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { JobRow } from "../../db/jobs/jobs.js";
import { isTerminal } from "../../domain/job.js";
import type { HttpDeps, HttpEnv } from "../context.js";
import { presentJob } from "./present.js";
import { noteRowsRead } from "./rows-read.js";

/** The longest wait that a client may request, in seconds. */
const longestWait = 60;

/** The header that says how long the answer may wait for the end of the import. */
export const preferHeader = {
  prefer: z
    .string()
    .optional()
    .openapi({ description: `wait=<seconds>, at most ${longestWait}.`, example: "wait=10" }),
};

/** The answer of contract C: the job, with 200 once it has finished, else with 202 and its location. */
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

/** The seconds of `wait=` in a Prefer header (RFC 7240), at most 60. An unreadable preference is ignored. */
export function preferredWait(prefer: string | undefined): number {
  const seconds = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})"?/i.exec(prefer ?? "")?.[1];
  return Math.min(Number(seconds ?? 0), longestWait);
}
