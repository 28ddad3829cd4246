/** Returns whether a caught value has one of these codes: an errno name ("ENOENT") or an SQLSTATE ("3D000"). */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string" && codes.includes(error.code);
}

/** Returns the message of a caught value of any type. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
