import ssh2 from "ssh2";
import type { Credential, SshCredential } from "../../domain/credential.js";
import { DomainError } from "../../domain/errors.js";
import { originOf } from "../../domain/source.js";
import { isCertificate } from "./is-certificate.js";

/** Throws `INVALID_CREDENTIAL` for a credential that cannot work. */
export function checkCredential(credential: Credential): void {
  const fault = faultOf(credential);
  if (fault === null) return;
  throw new DomainError("INVALID_CREDENTIAL", fault, "Compare the credential with GET /openapi.json.");
}

/** Headers that the connection sets itself. */
const ownHeaders =
  /^(?:host|connection|content-.*|transfer-encoding|te|trailer|upgrade|keep-alive|proxy-.*|range|if-.*|accept-encoding|expect)$/i;

function faultOf(credential: Credential): string | null {
  const { origin } = credential;
  if (!URL.canParse(`${origin}/`)) return "The origin cannot be read.";
  if (new URL(origin).protocol === "https:" && originOf(new URL(origin)) !== origin) {
    return `The origin is written ${originOf(new URL(origin))}.`;
  }
  if ("ca" in credential && credential.ca !== null && !isCertificate(credential.ca)) {
    return "ca is no certificate in PEM.";
  }
  switch (credential.type) {
    case "bearer":
      return isHeaderValue(credential.token) ? null : "The token has characters that no header can have.";
    case "header":
      if (ownHeaders.test(credential.header)) return `The header ${credential.header} is the connection's own.`;
      return isHeaderValue(credential.value) ? null : "The value has characters that no header can have.";
    case "ssh":
      return sshFault(credential);
    case "s3":
      return credential.endpoint !== null && !URL.canParse(credential.endpoint) ? "The endpoint cannot be read." : null;
    default:
      return null;
  }
}

function sshFault({ password, privateKey, passphrase }: SshCredential): string | null {
  if (password === null && privateKey === null) return "Either a password or a private key is needed.";
  if (privateKey === null) return null;
  const parsed = ssh2.utils.parseKey(privateKey, passphrase ?? undefined);
  if (parsed instanceof Error) return "The private key cannot be read, or its passphrase is another one.";
  return parsed.isPrivateKey() ? null : "The key is a public one.";
}

function isHeaderValue(text: string): boolean {
  return /^[\t\x20-\x7e]*$/.test(text);
}
