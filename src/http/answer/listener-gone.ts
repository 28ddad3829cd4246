import type { HttpBindings } from "@hono/node-server";
import type { SSEStreamingApi } from "hono/streaming";

/** A signal that aborts when the listener of a stream disconnects. */
export interface ListenerGone {
  readonly signal: AbortSignal;
  /** Removes the event listener from the connection. */
  end(): void;
}

/**
 * Watches for the disconnection of a stream's listener. An answer that is queued behind another one on its connection
 * learns of it only from the connection.
 */
export function listenerGone({ incoming }: HttpBindings, stream: SSEStreamingApi): ListenerGone {
  const gone = new AbortController();
  const abort = () => gone.abort();
  stream.onAbort(abort);
  incoming.socket.once("close", abort);
  return { signal: gone.signal, end: () => incoming.socket.off("close", abort) };
}
