import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { type Answer, retryAfterSeconds } from "../../domain/webhooks/delivery.js";
import { guardedLookup, isClosedHost, type Network } from "../../sources/guarded-lookup.js";

interface EventToPost {
  readonly url: string;
  /** Certificates in PEM that are trusted in place of the public ones; null for the public ones. */
  readonly ca: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Private networks that connections may be made to. */
  readonly networks: readonly Network[];
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/**
 * Sends an event, and waits only for the status of the answer. Never throws for a failed request: the answer then holds
 * the error code.
 */
export async function postEvent(event: EventToPost): Promise<Answer> {
  const url = new URL(event.url);
  if (isClosedHost(url.hostname, event.networks)) return without("ADDRESS_NOT_ALLOWED");
  const limit = AbortSignal.timeout(event.seconds * 1_000);
  try {
    const response = await answerTo(url, event, AbortSignal.any([event.signal, limit]));
    const { statusCode: status = 0, headers } = response;
    response.destroy();
    const retryAfter = retryAfterSeconds(headers["retry-after"], new Date());
    return { status, text: String(status), retryAfterSeconds: retryAfter };
  } catch (error) {
    event.signal.throwIfAborted();
    return without(limit.aborted ? "TIMEOUT" : codeOf(error));
  }
}

function answerTo(
  url: URL,
  { ca, headers, body, networks }: EventToPost,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      ...{ method: "POST", agent: false, lookup: guardedLookup(networks), signal },
      headers: {
        ...headers,
        "Content-Type": "application/json",
        "Content-Length": Buffer.byteLength(body),
        "User-Agent": "Bulkhead",
      },
      ...(ca === null ? {} : { ca }),
    });
    sent.on("response", resolve);
    // A switch to another protocol is an error. Node emits only this event for it.
    sent.on("upgrade", (_, socket) => {
      socket.destroy();
      reject(new Error("another protocol"));
    });
    sent.on("error", reject);
    sent.on("close", () => reject(new Error("the connection broke")));
    sent.end(body);
  });
}

function without(text: string): Answer {
  return { status: null, text, retryAfterSeconds: null };
}

/** The error code of Node or of the address guard. The message is not used: it could quote the server's answer. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "SOURCE_NOT_ALLOWED") return "ADDRESS_NOT_ALLOWED";
  return /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? code : "CONNECTION_BROKE";
}
