import type { Config } from "../../config.js";
import type { Query } from "../../db/database.js";
import { findCredential } from "../../db/sources/credentials.js";
import { invalidSource, originOf, type Source, sourceUrl } from "../../domain/source.js";
import { refuseClosedHost } from "../../sources/guarded-lookup.js";
import { credentialNotFound } from "./credentials.js";

/**
 * Checks a source without a request to its server. `INVALID_SOURCE` if the address cannot be read or its credential is
 * for another server, `SOURCE_NOT_ALLOWED` if the address is not public, `CREDENTIAL_NOT_FOUND`.
 */
export async function checkSource(
  db: Query,
  sources: Config["sources"],
  tenantId: string,
  { url, auth }: Source,
): Promise<void> {
  sourceUrl(url);
  const credential = auth === null ? null : await findCredential(db, tenantId, auth);
  if (credential === undefined) throw credentialNotFound();
  checkAddress(sources, url, credential === null ? null : String(credential.shown.origin));
}

/** Checks an address against the origin of its credential, with the errors of `checkSource`; null if it has none. */
export function checkAddress({ networks }: Config["sources"], text: string, origin: string | null): void {
  const url = sourceUrl(text);
  refuseClosedHost(url.hostname, networks);
  if (origin === null) {
    if (url.protocol === "https:") return;
    throw invalidSource("An address with sftp or s3 needs a credential: name it as auth.");
  }
  if (originOf(new URL(origin)) !== originOf(url)) throw invalidSource(`The credential is for ${origin} alone.`);
}
