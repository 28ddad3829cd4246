import ipaddr from "ipaddr.js";
import { recordFailedAuthentications } from "../../db/audit/audit-events.js";
import type { Deps } from "../../deps.js";
import { BackgroundLoop } from "../loops/background-loop.js";

/** The pause between two records: an address that tries many keys gets one record with their number. */
const everyMs = 30_000;
/** How many addresses are recorded separately; the failures of all other addresses are recorded together. */
const mostAddresses = 50;
const others = "others";

/** Counts failed authentications by address, and records the counts in the audit trail. */
export class FailedAuthentications {
  private counts = new Map<string, number>();
  private readonly loop: BackgroundLoop;

  constructor(private readonly deps: Pick<Deps, "db" | "log">) {
    const faultMessage = "failed authentications could not be noted";
    this.loop = new BackgroundLoop({ log: deps.log, faultMessage, everyMs }, () => this.note());
  }

  add(address: string): void {
    this.count(networkOf(address), 1);
  }

  /** Records the counts, and stops. */
  async stop(): Promise<void> {
    await this.loop.stop();
    await this.note().catch(() => undefined);
  }

  private count(address: string, count: number): void {
    const counted = this.counts.has(address) || this.counts.size < mostAddresses ? address : others;
    this.counts.set(counted, (this.counts.get(counted) ?? 0) + count);
  }

  private async note(): Promise<void> {
    const counts = this.counts;
    if (counts.size === 0) return;
    this.counts = new Map();
    try {
      await recordFailedAuthentications(this.deps.db.query, counts);
    } catch (error) {
      // The next round records them.
      for (const [address, count] of counts) this.count(address, count);
      throw error;
    }
  }
}

/** An IPv4 address, or the /64 network of an IPv6 address: one client may use all addresses of that network. */
function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString();
  const network = new ipaddr.IPv6([...parsed.parts.slice(0, 4), 0, 0, 0, 0]);
  return `${network.toString()}/64`;
}
