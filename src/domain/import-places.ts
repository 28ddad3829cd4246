import type { TenantBounds } from "./tenant-limits.js";

/** The imports of a tenant that hold a place, and the bytes of their files. */
export interface RunningImports {
  readonly running: number;
  readonly runningBytes: number;
}

/** Whether an import of a file of so many bytes may run beside those that do. One always may, however large. */
export function mayRun(
  { running, runningBytes }: RunningImports,
  { runningImports, workingBytes }: Pick<TenantBounds, "runningImports" | "workingBytes">,
  bytes: number,
): boolean {
  return running === 0 || (running < runningImports && runningBytes + bytes <= workingBytes);
}
