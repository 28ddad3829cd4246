import { createHash } from "node:crypto";

interface ImportedFile {
  readonly assetPath: string;
  readonly sourceUrl?: string | null;
  readonly sourceAuth?: string | null;
}

/**
 * Returns the audit trail's record of an imported file: an asset's path, or only the server of a source and a hash of
 * its address, since the address may contain a secret.
 */
export function auditedFile({ assetPath, sourceUrl = null, sourceAuth = null }: ImportedFile) {
  if (sourceUrl === null) return { asset: assetPath };
  return { source: new URL(sourceUrl).host, sourceHash: shortHash(sourceUrl), sourceAuth };
}

/** Returns a hash in place of a text that the trail must not contain. The hash shows whether the text changed. */
export function shortHash(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex").slice(0, 12);
}
