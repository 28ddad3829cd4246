import type { Bench } from "../bench.js";
import type { Installation } from "../bulkhead/installation.js";
import type { TenantClient } from "./tenant-client.js";

/** What one tenant tries against all others. */
export interface Attack {
  readonly name: string;
  /** How many attempts are under way at a time. */
  readonly atOnce: number;
  /** Between two attempts of one of them, in milliseconds: client and server share the machine's cores. */
  readonly pauseMs: number;
  /** What has to stand before the attempts begin. */
  prepare(target: AttackTarget): Promise<void>;
  /** One attempt; gives the status and the code of its answer. */
  attempt(target: AttackTarget, no: number): Promise<string>;
}

export interface AttackTarget {
  readonly bench: Bench;
  readonly installation: Installation;
  /** The tenant that attacks. */
  readonly attacker: TenantClient;
}
