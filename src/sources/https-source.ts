import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import type { HttpsCredential } from "../domain/credential.js";
import { invalidSource, originOf } from "../domain/source.js";
import { guardedLookup, refuseClosedHost } from "./guarded-lookup.js";
import { isSettled, type OpenedSource, type SourceAccess, silenceMs } from "./source-access.js";
import { badRedirect, connectionFault, statusFault, unavailable } from "./source-faults.js";

const mostRedirects = 3;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const unchanged = 304;

/** A file over HTTPS. Each redirect is checked like the address itself, and only the credential's server gets it. */
export async function openHttps(first: URL, access: SourceAccess): Promise<OpenedSource | null> {
  const credential = httpsCredential(access);
  let url = first;
  for (let redirected = 0; ; redirected++) {
    const response = await answerOf(url, credential, access);
    const { statusCode: status = 0, headers } = response;
    if (status === unchanged && access.known !== null) {
      response.destroy();
      return null;
    }
    if (redirects.has(status)) {
      response.destroy();
      if (redirected === mostRedirects) throw badRedirect(`The source redirects more than ${mostRedirects} times.`);
      url = redirectedTo(headers.location ?? "", url);
      continue;
    }
    const fault = statusFault(status);
    if (fault !== null) {
      response.destroy();
      throw fault;
    }
    return opened(response);
  }
}

function httpsCredential({ credential }: SourceAccess): HttpsCredential | null {
  if (credential === null) return null;
  if (credential.type === "ssh" || credential.type === "s3") throw invalidSource("The credential is not for https.");
  return credential;
}

function redirectedTo(location: string, from: URL): URL {
  const url = URL.canParse(location, from.href) ? new URL(location, from) : null;
  if (url === null) throw badRedirect("The source redirects to what is no address.");
  if (url.protocol !== "https:") throw badRedirect("The source redirects to an address that is not https.");
  if (url.username !== "" || url.password !== "") throw badRedirect("The source redirects with a user name.");
  return url;
}

/** The head of an answer, whose body has not been read. */
function answerOf(
  url: URL,
  credential: HttpsCredential | null,
  { networks, signal, known }: SourceAccess,
): Promise<IncomingMessage> {
  refuseClosedHost(url.hostname, networks);
  const own = credential !== null && originOf(url) === originOf(new URL(credential.origin)) ? credential : null;
  const target = new URL(url);
  if (own?.type === "query") target.searchParams.set(own.parameter, own.value);
  return new Promise((resolve, reject) => {
    const sent = request(target, {
      agent: false,
      lookup: guardedLookup(networks),
      signal,
      timeout: silenceMs,
      headers: { Accept: "*/*", "Accept-Encoding": "identity", ...conditions(known), ...authentication(own) },
      ...(own?.ca ? { ca: own.ca } : {}),
    });
    sent.on("response", resolve);
    sent.on("timeout", () => sent.destroy(unavailable("it was silent")));
    // Also after the answer: an abort then reaches the reader of its body.
    sent.on("error", (error) => reject(signal.aborted ? signal.reason : connectionFault(error)));
    sent.end();
  });
}

function authentication(own: HttpsCredential | null): Record<string, string> {
  switch (own?.type) {
    case "basic":
      return { Authorization: `Basic ${Buffer.from(`${own.username}:${own.password}`).toString("base64")}` };
    case "bearer":
      return { Authorization: `Bearer ${own.token}` };
    case "header":
      return { [own.header]: own.value };
    default:
      return {};
  }
}

const etagMark = "etag ";
const timeMark = "time ";

function conditions(known: string | null): Record<string, string> {
  if (known?.startsWith(etagMark)) return { "If-None-Match": known.slice(etagMark.length) };
  if (known?.startsWith(timeMark)) return { "If-Modified-Since": known.slice(timeMark.length) };
  return {};
}

function versionOf({ headers }: IncomingMessage): string | null {
  const { etag, "last-modified": modified, date } = headers;
  if (etag !== undefined && etag.length <= 1_000) return `${etagMark}${etag}`;
  if (modified === undefined || date === undefined) return null;
  return isSettled(new Date(modified), new Date(date)) ? `${timeMark}${modified}` : null;
}

function opened(response: IncomingMessage): OpenedSource {
  const length = Number(response.headers["content-length"] ?? Number.NaN);
  return {
    contentType: response.headers["content-type"] ?? "",
    size: Number.isSafeInteger(length) ? length : null,
    version: versionOf(response),
    bytes: bodyOf(response),
    close: () => void response.destroy(),
  };
}

/** Node ends a body that is shorter than its length with an error of its own. */
async function* bodyOf(response: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    yield* response;
  } catch (error) {
    throw connectionFault(error);
  }
}
