import type { Logger } from "pino";
import { databaseErrorCode, isUnavailable } from "../../db/database-errors.js";
import { DomainError } from "../../domain/errors.js";

interface LoopOptions {
  readonly log: Logger;
  /** The message of the log line of a fault. An outage is logged as `debug`, since the next round retries. */
  readonly faultMessage: string;
  /** The pause between two rounds. */
  readonly everyMs: number;
}

/** Runs rounds of work until it is stopped, and work that is started in between. */
export class BackgroundLoop {
  private stopping = false;
  private wake: () => void = () => undefined;
  private readonly between = new Set<Promise<void>>();
  private readonly rounds: Promise<void>;

  constructor(
    private readonly options: LoopOptions,
    round: (loop: BackgroundLoop) => Promise<void>,
  ) {
    this.rounds = this.run(round);
  }

  /** Runs a step for each item; an error of one item is logged and does not stop the others. */
  async forEach<Item>(items: readonly Item[], step: (item: Item) => Promise<unknown>, idOf?: (item: Item) => string) {
    for (const item of items) {
      if (this.stopping) return;
      await step(item).catch((error: unknown) => this.logFault(error, idOf?.(item)));
    }
  }

  /** Starts work at once, outside of the rounds. */
  start(work: () => Promise<void>): void {
    const started = work()
      .catch((error: unknown) => this.logFault(error))
      .finally(() => this.between.delete(started));
    this.between.add(started);
  }

  /** Returns when all work has ended. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.rounds;
    await Promise.all(this.between);
  }

  private async run(round: (loop: BackgroundLoop) => Promise<void>): Promise<void> {
    while (!this.stopping) {
      await round(this).catch((error: unknown) => this.logFault(error));
      if (!this.stopping) await this.pause();
    }
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.options.everyMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private logFault(error: unknown, jobId?: string): void {
    const name = databaseErrorCode(error) ?? (error instanceof Error ? error.name : "unknown");
    const isOutage = isUnavailable(error) || (error instanceof DomainError && error.code === "TEMPORAL_UNAVAILABLE");
    this.options.log[isOutage ? "debug" : "warn"]({ jobId, error: name }, this.options.faultMessage);
  }
}
