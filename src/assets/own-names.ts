/**
 * The names that a store gives to bytes. What is called otherwise is not Bulkhead's, and is neither listed nor removed.
 */
const id = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const ownId = new RegExp(`^${id}$`);
const ownPath = new RegExp(`^[^/]+/(?:(?:uploads|private)/${id}|([0-9a-f]{2})/\\1[0-9a-f]{62})$`);

/** The name of an upload or of a body: a UUID. */
export function isOwnId(name: string): boolean {
  return ownId.test(name);
}

/** Where an upload, a body or kept bytes lie, from the tenant on. */
export function isOwnPath(path: string): boolean {
  return ownPath.test(path);
}

/** Kept bytes, by their sha256 in the folder of its first two digits. */
export function isOwnBlob(shelf: string, sha256: string): boolean {
  return isOwnPath(`t/${shelf}/${sha256}`);
}
