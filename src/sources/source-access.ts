import type { Credential } from "../domain/credential.js";
import type { Network } from "./guarded-lookup.js";

/** What a source is opened with. */
export interface SourceAccess {
  /** Null: the file is open to everybody. */
  readonly credential: Credential | null;
  /** Networks that are no public ones and may be connected to. */
  readonly networks: readonly Network[];
  /** Ends the connection, and everything that waits for it. */
  readonly signal: AbortSignal;
  /** A version that is known, as an earlier answer said it; null: none. */
  readonly known: string | null;
}

/** A file on another server. */
export interface OpenedSource {
  /** What the server says it is; empty where it says nothing. */
  readonly contentType: string;
  /** Its length as the server says it; null where it says nothing. */
  readonly size: number | null;
  /** What tells this version from a later one; null where nothing does for certain. */
  readonly version: string | null;
  /** Ends with a fault where the server gives fewer bytes than it said, or the file changes while it is read. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Ends the connection, also in the middle. */
  close(): void;
}

/** A server that is silent for so long is taken for dead. */
export const silenceMs = 60_000;
/** How long a connection may take to be made. */
export const connectMs = 20_000;

/** A file whose time is younger than this may change again without another time: clocks of servers count seconds. */
const settledMs = 2_000;

/** Whether a file's time tells its version. */
export function isSettled(changedAt: Date, seenAt: Date): boolean {
  return seenAt.getTime() - changedAt.getTime() >= settledMs;
}
