/**
 * The names that a store gives to bytes. A file with another name is not Bulkhead's, and is neither listed nor removed.
 */
const id = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const ownId = new RegExp(`^${id}$`);
const ownPath = new RegExp(`^[^/]+/(?:(?:uploads|private)/${id}|([0-9a-f]{2})/\\1[0-9a-f]{62})$`);

/** Whether a name is that of an upload or of a body: a UUID. */
export function isOwnId(name: string): boolean {
  return ownId.test(name);
}

/** Whether a path from the tenant on is that of an upload, a body or kept bytes. */
export function isOwnPath(path: string): boolean {
  return ownPath.test(path);
}

/** Whether a file is kept bytes: its name is their sha256, its folder the hash's first two digits. */
export function isOwnBlob(shelf: string, sha256: string): boolean {
  return isOwnPath(`t/${shelf}/${sha256}`);
}
