import { addressFault, parsedUrl } from "./address.js";
import { DomainError } from "./errors.js";

/** A file on another server, which is downloaded when its import runs. */
export interface Source {
  /** The address: https, sftp, or s3://<bucket>/<key>. */
  readonly url: string;
  /** The name of the stored credential for the file; null: the file is public. */
  readonly auth: string | null;
}

const sourceSchemes = ["https:", "sftp:", "s3:"] as const;

type SourceScheme = (typeof sourceSchemes)[number];

/**
 * Parses an address that a file can be downloaded from. Throws `INVALID_SOURCE` if it has another scheme, no file, a
 * name or password, a fragment, or a parameter that is a secret by its name. Secrets belong in a credential.
 */
export function sourceUrl(text: string): URL & { readonly protocol: SourceScheme } {
  const url = parsedUrl(text);
  const fault = url === null ? "cannot be read" : (addressFault(text, url) ?? faultOf(text, url));
  if (fault !== null || !hasKnownScheme(url)) throw invalidSource(`The address ${fault}.`);
  return url;
}

/** Returns an address without its query. It is shown and stored as the path of a job. */
export function sourcePath(url: string): string {
  return url.replace(/\?.*$/s, "");
}

/** Returns the scheme, host and port of an address, for which a credential is valid. */
export function originOf({ protocol, host }: Pick<URL, "protocol" | "host">): string {
  const known = protocol === "sftp:" ? host.replace(/:22$/, "") : host;
  return `${protocol}//${known.toLowerCase()}`;
}

export function invalidSource(message: string): DomainError {
  const hint =
    "Use an address such as https://erp.example/users.csv, sftp://files.example/users.csv or s3://bucket/users.csv, and store what opens it with PUT /api/credentials/{name}.";
  return new DomainError("INVALID_SOURCE", message, hint);
}

function hasKnownScheme(url: URL | null): url is URL & { readonly protocol: SourceScheme } {
  return sourceSchemes.some((scheme) => scheme === url?.protocol);
}

function faultOf(text: string, url: URL): string | null {
  if (!hasKnownScheme(url)) return "is not one of https, sftp or s3";
  if (url.pathname === "" || url.pathname.endsWith("/")) return "names no file";
  if (url.protocol !== "https:" && text.includes("?")) return "has a query";
  if (url.protocol !== "https:") {
    const path = decoded(url.pathname);
    if (path === null || /\p{Cc}/u.test(path)) return "has an escape that is no character";
    if (path.split("/").some((part) => part === "." || part === "..")) return "has a part that is . or ..";
  }
  return null;
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}
