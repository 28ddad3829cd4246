/** An asset's entity tag (RFC 9110): the sha-256 of its bytes. */
export function etagOf({ sha256 }: { readonly sha256: string }): string {
  return `"${sha256}"`;
}

type Tagged = { readonly sha256: string } | undefined;

/**
 * Returns a function that says whether the tags of `If-Match` or `If-None-Match` name an asset; `*` names any.
 * Undefined without the header.
 */
export function namedBy(header: string | undefined): ((asset: Tagged) => boolean) | undefined {
  if (header === undefined) return undefined;
  const tags = header.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return (asset) => asset !== undefined && (tags.includes("*") || tags.includes(etagOf(asset)));
}
