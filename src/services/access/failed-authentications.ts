import { recordFailedAuthentications } from "../../db/audit/audit-events.js";
import type { Deps } from "../../deps.js";
import { BackgroundLoop } from "../loops/background-loop.js";

/** Between two notes: an address that tries many keys is noted with their number. */
const everyMs = 10_000;
/** Of an attack from more addresses the rest are noted as one. */
const mostAddresses = 1_000;
const others = "others";

/** Counts failed authentications by address, and notes the counts in the audit trail. */
export class FailedAuthentications {
  private counts = new Map<string, number>();
  private readonly loop: BackgroundLoop;

  constructor(private readonly deps: Pick<Deps, "db" | "log">) {
    const faultMessage = "failed authentications could not be noted";
    this.loop = new BackgroundLoop({ log: deps.log, faultMessage, everyMs }, () => this.note());
  }

  add(address: string, count = 1): void {
    const counted = this.counts.has(address) || this.counts.size < mostAddresses ? address : others;
    this.counts.set(counted, (this.counts.get(counted) ?? 0) + count);
  }

  /** Notes what was counted, and stops. */
  async stop(): Promise<void> {
    await this.loop.stop();
    await this.note().catch(() => undefined);
  }

  private async note(): Promise<void> {
    const counts = this.counts;
    this.counts = new Map();
    try {
      for (const [address, count] of counts) {
        await recordFailedAuthentications(this.deps.db.query, address, count);
        counts.delete(address);
      }
    } finally {
      // After an outage the next round notes what this one could not.
      for (const [address, count] of counts) this.add(address, count);
    }
  }
}
