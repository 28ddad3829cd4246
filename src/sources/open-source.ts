import { sourceUrl } from "../domain/source.js";
import { openHttps } from "./https-source.js";
import { openS3Object } from "./s3-source.js";
import { openSftp } from "./sftp-source.js";
import type { OpenedSource, SourceAccess } from "./source-access.js";

/**
 * Opens a file on another server; null if the server still has the known version. Throws `SOURCE_…`, and
 * `INVALID_SOURCE` if the address or the credential does not fit.
 */
export async function openSource(address: string, access: SourceAccess): Promise<OpenedSource | null> {
  const url = sourceUrl(address);
  access.signal.throwIfAborted();
  switch (url.protocol) {
    case "https:":
      return openHttps(url, access);
    case "sftp:":
      return openSftp(url, access);
    case "s3:":
      return openS3Object(url, access);
  }
}
