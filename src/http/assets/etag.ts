/** An asset's entity tag (RFC 9110): the sha-256 of its bytes. */
export function etagOf({ sha256 }: { readonly sha256: string }): string {
  return `"${sha256}"`;
}

/** The tags that a header lists; null without the header. `*` stands for any. */
export function tagsOf(header: string | undefined): readonly string[] | null {
  return header === undefined ? null : header.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
}

/** Whether one of the tags is that of an asset. */
export function isTagged(tags: readonly string[], asset: { readonly sha256: string } | undefined): boolean {
  return asset !== undefined && (tags.includes("*") || tags.includes(etagOf(asset)));
}
