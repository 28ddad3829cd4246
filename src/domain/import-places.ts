import type { TenantBounds } from "./tenant-limits.js";

/** A tenant's running imports, and the bytes of their files. */
export interface RunningImports {
  readonly running: number;
  readonly runningBytes: number;
}

/**
 * Whether an import of a file of this many bytes may run beside the running ones. If none runs, any import may, however
 * large.
 */
export function mayRun(
  { running, runningBytes }: RunningImports,
  { runningImports, workingBytes }: Pick<TenantBounds, "runningImports" | "workingBytes">,
  bytes: number,
): boolean {
  return running === 0 || (running < runningImports && runningBytes + bytes <= workingBytes);
}
