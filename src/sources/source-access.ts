import type { Credential } from "../domain/credential.js";
import type { Network } from "./guarded-lookup.js";

/** The parameters for opening a source. */
export interface SourceAccess {
  /** Null: the file is public. */
  readonly credential: Credential | null;
  /** Networks that are not public and may be connected to. */
  readonly networks: readonly Network[];
  /** Ends the connection, and all pending requests. */
  readonly signal: AbortSignal;
  /** The known version, from an earlier answer; null: none. */
  readonly known: string | null;
}

/** A file on another server. */
export interface OpenedSource {
  /** The content type that the server sends; empty if it sends none. */
  readonly contentType: string;
  /** The length that the server sends, in bytes; null if it sends none. */
  readonly size: number | null;
  /** Distinguishes this version from a later one; null if no value does for certain. */
  readonly version: string | null;
  /** Throws if the server sends fewer bytes than announced, or the file changes while it is read. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Ends the connection, also during a download. */
  close(): void;
}

/** How long a server may be silent before it counts as dead. */
export const silenceMs = 60_000;
/** Deadline for making a connection. */
export const connectMs = 20_000;

/** The age below which a file may change again with the same time: servers' clocks count seconds. */
const settledMs = 2_000;

/** Returns whether a file's time identifies its version. */
export function isSettled(changedAt: Date, seenAt: Date): boolean {
  return seenAt.getTime() - changedAt.getTime() >= settledMs;
}
