import type { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { listenerGone } from "../../http/answer/listener-gone.js";
import type { JobEvent } from "../../http/jobs/job-streams.js";
import { tenantJob } from "../../http/jobs/tenant-job.js";
import { sessionOf } from "../../services/access/console-sign-in.js";
import type { ConsoleDeps, ConsoleEnv } from "../console-context.js";
import { sessionSecret } from "../session.js";
import type { Words } from "../words/english.js";
import { JobHead } from "./job-head.js";

/** Delay until a page that lost its connection connects again. */
const retryMs = 2_000;

/**
 * How often a stream checks its session, and ends if the session has ended. An idle stream sends something about as
 * often.
 */
const checkEveryMs = 10_000;

/**
 * Sends a job's head as server-sent events: `head` for each change, then `end`. The head is rendered once for each
 * event and language, however many pages listen.
 */
export function jobEvents(app: Hono<ConsoleEnv>, deps: ConsoleDeps): void {
  const made = new WeakMap<JobEvent, Map<Words["language"], string>>();

  function headOf(event: JobEvent, words: Words): string {
    const known = made.get(event) ?? new Map<Words["language"], string>();
    made.set(event, known);
    const text = known.get(words.language) ?? String(JobHead({ job: event.job, words }));
    known.set(words.language, text);
    return text;
  }

  app.get("/jobs/:id/events", async (context) => {
    const caller = context.get("caller");
    const { tenantId, bounds } = caller;
    const job = await tenantJob(deps, caller, context.req.param("id"));
    const words = context.get("words");
    const lastEventId = context.req.header("last-event-id") ?? null;
    const ended = deps.use.open("streams", tenantId, bounds.streams);
    // nginx and similar proxies would otherwise hold events back until a buffer is full.
    context.header("X-Accel-Buffering", "no");
    context.header("Cache-Control", "no-store, no-transform");
    return streamSSE(context, async (stream) => {
      const gone = listenerGone(context.env, stream);
      let checkedAt = Date.now();
      try {
        for await (const event of deps.streams.follow(job.id, lastEventId, gone.signal)) {
          if (Date.now() - checkedAt > checkEveryMs) {
            if (!(await sessionOf(deps.gate.query, sessionSecret(context)).catch(() => undefined))) return;
            checkedAt = Date.now();
          }
          if (event === null) await stream.write(": alive\n\n");
          else {
            const name = event.event === "end" ? "end" : "head";
            await stream.writeSSE({ event: name, id: event.id, data: headOf(event, words), retry: retryMs });
          }
        }
      } finally {
        gone.end();
        ended();
      }
    });
  });
}
