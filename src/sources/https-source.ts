import type { HttpsCredential } from "../domain/credential.js";
import { invalidSource, originOf } from "../domain/source.js";
import { openOverHttp, type SentRequest } from "./http-request.js";
import type { OpenedSource, SourceAccess } from "./source-access.js";

const mostRedirects = 3;

/**
 * Opens a file over HTTPS. Only the credential's server gets the credential, also after a redirect from another server.
 */
export async function openHttps(url: URL, access: SourceAccess): Promise<OpenedSource | null> {
  const credential = httpsCredential(access);
  return openOverHttp(url, { ...access, mostRedirects, toSend: (to) => withCredential(to, credential) });
}

function httpsCredential({ credential }: SourceAccess): HttpsCredential | null {
  if (credential === null) return null;
  if (credential.type === "ssh" || credential.type === "s3") throw invalidSource("The credential is not for https.");
  return credential;
}

function withCredential(url: URL, credential: HttpsCredential | null): SentRequest {
  if (credential === null || originOf(url) !== originOf(new URL(credential.origin))) {
    return { url, headers: {}, ca: null };
  }
  const { ca } = credential;
  switch (credential.type) {
    case "basic": {
      const { username, password } = credential;
      const text = Buffer.from(`${username}:${password}`).toString("base64");
      return { url, ca, headers: { Authorization: `Basic ${text}` } };
    }
    case "bearer":
      return { url, ca, headers: { Authorization: `Bearer ${credential.token}` } };
    case "header":
      return { url, ca, headers: { [credential.header]: credential.value } };
    case "query":
      return { url: withParameter(url, credential), ca, headers: {} };
  }
}

/** Adds a query parameter. The rest of the query stays as it is written. */
function withParameter(url: URL, { parameter, value }: { readonly parameter: string; readonly value: string }): URL {
  const added = `${encodeURIComponent(parameter)}=${encodeURIComponent(value)}`;
  const target = new URL(url);
  target.search = url.search === "" ? added : `${url.search}&${added}`;
  return target;
}
