import type { Config } from "../../config.js";
import type { Query } from "../../db/database.js";
import { findCredential } from "../../db/sources/credentials.js";
import { invalidSource, originOf, type Source, sourceUrl } from "../../domain/source.js";
import { refuseClosedHost } from "../../sources/guarded-lookup.js";
import { credentialNotFound } from "./credentials.js";

/**
 * What can be said of a source before its server is asked. `INVALID_SOURCE` where the address cannot be read or its
 * credential is for another server, `SOURCE_NOT_ALLOWED` where it names an address that is not public,
 * `CREDENTIAL_NOT_FOUND`.
 */
export async function checkSource(
  db: Query,
  { networks }: Config["sources"],
  tenantId: string,
  { url: text, auth }: Source,
): Promise<void> {
  const url = sourceUrl(text);
  refuseClosedHost(url.hostname, networks);
  if (auth === null) {
    if (url.protocol === "https:") return;
    throw invalidSource("An address with sftp or s3 needs a credential: name it as auth.");
  }
  const credential = await findCredential(db, tenantId, auth);
  if (!credential) throw credentialNotFound();
  const origin = String(credential.shown.origin);
  if (originOf(new URL(origin)) !== originOf(url)) throw invalidSource(`The credential is for ${origin} alone.`);
}
