import type { HistorySize } from "./history.js";

/** One load of a file, by whomever. Memory is in MB, and null where the system does not tell. */
export interface Measurement {
  readonly rows: number;
  readonly seconds: number;
  readonly walBytes: number;
  /** By process: `http`, `worker`, or `client` for a peer. */
  readonly peakMemory: Readonly<Partial<Record<"http" | "worker" | "client", number | null>>>;
  readonly history?: HistorySize;
  /** From `createdAt` to `finishedAt`, the job's own clock. */
  readonly stampedSeconds?: number;
}
