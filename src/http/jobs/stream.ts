import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { streamSSE } from "hono/streaming";
import { isTerminal } from "../../domain/job.js";
import { listenerGone } from "../answer/listener-gone.js";
import type { HttpDeps, HttpEnv } from "../context.js";
import { problems } from "../openapi.js";
import { type GuardedRoute, pathParam, rawRoute } from "../raw-route.js";
import { allow } from "../request/auth.js";
import { jobEvent } from "./job-streams.js";
import { jobIdParam, tenantJob } from "./tenant-job.js";

/** How long a listener that lost its connection should wait before it reconnects. */
const retryMs = 2_000;

/** An event, by the names of its fields; `data` is the job in JSON. */
const eventSchema = z.object({
  event: z.enum(["progress", "end"]),
  id: z.string(),
  data: z.string().openapi({ description: "The job, as JSON." }),
});

/** Registers the stream of a job's progress as server-sent events (the HTML standard's `text/event-stream`). */
export function streamRoute(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const route: GuardedRoute = {
    method: "get",
    path: "/api/jobs/{id}/stream",
    operationId: "streamJob",
    tags: ["Jobs"],
    summary: "A job's progress as server-sent events",
    description:
      "`progress` with the job whenever it changed, at most once a second, then `end` with the finished job. With the `Last-Event-ID` of a broken connection the same state is not sent again; with that of `end` the answer is 204, which keeps an EventSource from coming back.",
    middleware: [allow("read")],
    request: { params: jobIdParam, headers: z.object({ "last-event-id": z.string().optional() }) },
    responses: {
      200: { description: "The events", content: { "text/event-stream": { schema: eventSchema } } },
      204: { description: "The job has ended, and the listener knows it" },
      ...problems(401, 404, 503),
    },
  };
  rawRoute(app, route, async (context) => {
    const caller = context.get("caller");
    const { tenantId, bounds } = caller;
    const job = await tenantJob(deps, caller, pathParam(context, "id"));
    const lastEventId = context.req.header("last-event-id") ?? null;
    const wasSent = isTerminal(job.state) && lastEventId === (await jobEvent(deps, job)).id;
    if (wasSent) return context.body(null, 204);
    const ended = deps.use.open("streams", tenantId, bounds.streams);
    // nginx and similar proxies would otherwise hold events back until a buffer is full.
    context.header("X-Accel-Buffering", "no");
    const answer = streamSSE(context, async (stream) => {
      const gone = listenerGone(context.env, stream);
      try {
        await stream.write(`retry: ${retryMs}\n\n`);
        for await (const event of deps.streams.follow(job.id, lastEventId, gone.signal)) {
          await (event === null
            ? stream.write(": still here\n\n")
            : stream.writeSSE({ event: event.event, id: event.id, data: event.data }));
        }
      } finally {
        gone.end();
        ended();
      }
    });
    // A proxy that compresses events holds them back, too.
    context.header("Cache-Control", "no-store, no-transform");
    return answer;
  });
}
