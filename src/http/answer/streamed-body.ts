import { AsyncLocalStorage } from "node:async_hooks";
import type { Context } from "hono";
import type { Logger } from "pino";
import type { HttpEnv } from "../context.js";
import { loggedError } from "./problem.js";

/**
 * Returns the body of an answer that is sent while it is made: first the blocks in `made`, then the rest of its source.
 * The source is closed when it ends, when the client disconnects, and when the answer turns out to have no body.
 *
 * If the source fails in the middle the connection is cut, so that no client takes a part for the whole. The log gets
 * the error's name and code, never its message, which can quote a cell or a path.
 */
export function streamedBody(
  context: Pick<Context<Pick<HttpEnv, "Bindings">>, "env" | "req">,
  log: Logger,
  { made = [], rest }: { readonly made?: readonly Uint8Array[]; readonly rest: AsyncIterator<Uint8Array> },
): ReadableStream<Uint8Array> {
  const first = made.values();
  // The server reads the body later, outside of the context of the request.
  const inRequest = AsyncLocalStorage.snapshot();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const begun = first.next();
          const { done, value } = begun.done ? await inRequest(() => rest.next()) : begun;
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          log.error({ path: context.req.routePath, ...loggedError(error) }, "an answer broke off");
          context.env.outgoing.destroy();
        }
      },
      async cancel() {
        await inRequest(async () => rest.return?.());
      },
    },
    { highWaterMark: 0 },
  );
}
