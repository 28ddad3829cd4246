import { createHash } from "node:crypto";

interface ImportedFile {
  readonly assetPath: string;
  readonly sourceUrl?: string | null;
  readonly sourceAuth?: string | null;
}

/**
 * What is imported, as the audit trail records it: an asset's path; of a source the server alone, since its address may
 * hold a secret.
 */
export function auditedFile({ assetPath, sourceUrl = null, sourceAuth = null }: ImportedFile) {
  if (sourceUrl === null) return { asset: assetPath };
  return { source: new URL(sourceUrl).host, sourceHash: shortHash(sourceUrl), sourceAuth };
}

/** A hash in place of a text that the trail must not hold: it shows that the text changed. */
export function shortHash(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex").slice(0, 12);
}
