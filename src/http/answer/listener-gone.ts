import type { HttpBindings } from "@hono/node-server";
import type { SSEStreamingApi } from "hono/streaming";

/** Tells when the listener of a stream is gone. */
export interface ListenerGone {
  readonly signal: AbortSignal;
  /** Stops looking for it. */
  end(): void;
}

/** An answer that is queued behind another one on its connection learns of the end from the connection alone. */
export function listenerGone({ incoming }: HttpBindings, stream: SSEStreamingApi): ListenerGone {
  const gone = new AbortController();
  const abort = () => gone.abort();
  stream.onAbort(abort);
  incoming.socket.once("close", abort);
  return { signal: gone.signal, end: () => incoming.socket.off("close", abort) };
}
