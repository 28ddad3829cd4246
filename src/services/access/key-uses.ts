import { noteKeyUses } from "../../db/access/api-keys.js";
import type { Deps } from "../../deps.js";
import { BackgroundLoop } from "../loops/background-loop.js";

const everyMs = 10_000;

/** Records which keys were used, every few seconds for all requests together. */
export class KeyUses {
  private used = new Set<string>();
  private readonly loop: BackgroundLoop;

  constructor(private readonly deps: Pick<Deps, "db" | "log">) {
    const faultMessage = "uses of keys could not be noted";
    this.loop = new BackgroundLoop({ log: deps.log, faultMessage, everyMs }, () => this.note());
  }

  add(keyId: string): void {
    this.used.add(keyId);
  }

  /** Records the last uses, and stops. */
  async stop(): Promise<void> {
    await this.loop.stop();
    await this.note().catch(() => undefined);
  }

  private async note(): Promise<void> {
    const used = this.used;
    this.used = new Set();
    if (used.size === 0) return;
    await noteKeyUses(this.deps.db.query, [...used]).catch((error: unknown) => {
      // The next round records them.
      for (const keyId of used) this.used.add(keyId);
      throw error;
    });
  }
}
