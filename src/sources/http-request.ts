import { type IncomingMessage, request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import { guardedLookup, refuseClosedHost } from "./guarded-lookup.js";
import { isSettled, type OpenedSource, type SourceAccess, silenceMs } from "./source-access.js";
import { badRedirect, connectionFault, statusFault, unavailable } from "./source-faults.js";

/** What is sent to a server. */
export interface SentRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Certificates that are trusted instead of the public ones, in PEM. */
  readonly ca: string | null;
}

interface Asking extends Omit<SourceAccess, "credential"> {
  readonly mostRedirects: number;
  /** Returns the request to an address. A redirect may lead to a server that must not get a secret. */
  readonly toSend: (url: URL) => SentRequest;
}

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const unchanged = 304;

/**
 * Opens a file over HTTP; null if the server still has the known version. Each redirect is checked like the address
 * itself.
 */
export async function openOverHttp(first: URL, asking: Asking): Promise<OpenedSource | null> {
  const { known, mostRedirects, toSend } = asking;
  let url = first;
  for (let redirected = 0; ; redirected++) {
    const response = await answerOf(toSend(url), asking);
    const { statusCode: status = 0, headers } = response;
    if (status === unchanged && known !== null) {
      response.destroy();
      return null;
    }
    if (redirects.has(status)) {
      response.destroy();
      if (redirected === mostRedirects) throw badRedirect(`The source redirects more than ${mostRedirects} times.`);
      url = redirectedTo(headers.location ?? "", url);
      continue;
    }
    const fault = statusFault(status) ?? endFault(response);
    if (fault !== null) {
      response.destroy();
      throw fault;
    }
    return opened(response, redirected > 0);
  }
}

/** Returns the fault of a body without a length: if it ends with the connection, its end may be missing. */
function endFault({ headers }: IncomingMessage) {
  const isFramed = headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
  return isFramed ? null : unavailable("it does not say where the file ends");
}

function redirectedTo(location: string, from: URL): URL {
  const url = location !== "" && URL.canParse(location, from.href) ? new URL(location, from) : null;
  if (url === null) throw badRedirect("The source redirects to what is no address.");
  if (url.protocol !== "https:") throw badRedirect("The source redirects to an address that is not https.");
  if (url.username !== "" || url.password !== "") throw badRedirect("The source redirects with a user name.");
  return url;
}

/** Sends a request, and returns its answer before the body is read. */
function answerOf({ url, headers, ca }: SentRequest, { networks, signal, known }: Asking): Promise<IncomingMessage> {
  refuseClosedHost(url.hostname, networks);
  const request = url.protocol === "http:" ? plainRequest : tlsRequest;
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => reject(signal.aborted ? signal.reason : connectionFault(error));
    const sent = request(url, {
      agent: false,
      lookup: guardedLookup(networks),
      signal,
      timeout: silenceMs,
      headers: { Accept: "*/*", "Accept-Encoding": "identity", ...conditions(known), ...headers },
      ...(ca === null ? {} : { ca }),
    });
    sent.on("response", resolve);
    sent.on("timeout", () => sent.destroy(unavailable("it was silent")));
    // A switch to another protocol is no answer, and Node reports it only here.
    sent.on("upgrade", (_, socket) => {
      socket.destroy();
      fail(unavailable("HTTP status 101"));
    });
    // The listener stays after the answer: an abort then reaches the reader of its body.
    sent.on("error", fail);
    sent.on("close", () => fail(unavailable("the connection broke")));
    sent.end();
  });
}

const etagMark = "etag ";
const timeMark = "time ";

function conditions(known: string | null): Record<string, string> {
  if (known?.startsWith(etagMark)) return { "If-None-Match": known.slice(etagMark.length) };
  if (known?.startsWith(timeMark)) return { "If-Modified-Since": known.slice(timeMark.length) };
  return {};
}

/**
 * Returns the version of an answer; null if it has none that is certain. A redirect may later lead to another, older
 * file, so that its time is no version.
 */
function versionOf({ headers }: IncomingMessage, isRedirected: boolean): string | null {
  const { etag, "last-modified": modified, date } = headers;
  if (etag !== undefined && etag.length <= 1_000) return `${etagMark}${etag}`;
  if (modified === undefined || date === undefined || isRedirected) return null;
  return isSettled(new Date(modified), new Date(date)) ? `${timeMark}${modified}` : null;
}

function opened(response: IncomingMessage, isRedirected: boolean): OpenedSource {
  const length = Number(response.headers["content-length"] ?? Number.NaN);
  return {
    contentType: response.headers["content-type"] ?? "",
    size: Number.isSafeInteger(length) ? length : null,
    version: versionOf(response, isRedirected),
    bytes: bodyOf(response),
    close: () => void response.destroy(),
  };
}

/** Reads the body. Node ends a body that is shorter than its length, or lacks its last chunk, with its own error. */
async function* bodyOf(response: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    yield* response;
  } catch (error) {
    throw connectionFault(error);
  }
}
