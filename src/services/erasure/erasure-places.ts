import { DomainError } from "../../domain/errors.js";

export interface ErasureLimits {
  /** How many erasures of the process run at a time, of all tenants: each needs a connection. */
  readonly most: number;
  /** How long an erasure waits for a place. */
  readonly patienceMs: number;
}

interface Waiting {
  readonly tenantId: string;
  readonly enter: () => void;
}

/**
 * Limits concurrent erasures. One erasure of a tenant runs at a time, since two would wait for each other's locks. A
 * few run in a process, so that requests always have connections.
 */
export class ErasurePlaces {
  private readonly running = new Set<string>();
  private readonly waiting = new Set<Waiting>();

  constructor(private readonly limits: ErasureLimits = { most: 3, patienceMs: 5_000 }) {}

  /** Runs an erasure when it has a place; `DATABASE_UNAVAILABLE` if no place became free in time. */
  async run<T>(tenantId: string, erase: () => Promise<T>): Promise<T> {
    await this.enter(tenantId);
    try {
      return await erase();
    } finally {
      this.running.delete(tenantId);
      this.letIn();
    }
  }

  private enter(tenantId: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = {
        tenantId,
        enter: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      const timer = setTimeout(() => {
        this.waiting.delete(waiting);
        reject(noPlace());
      }, this.limits.patienceMs);
      this.waiting.add(waiting);
      this.letIn();
    });
  }

  private letIn(): void {
    for (const next of this.waiting) {
      if (this.running.size >= this.limits.most) return;
      if (this.running.has(next.tenantId)) continue;
      this.waiting.delete(next);
      this.running.add(next.tenantId);
      next.enter();
    }
  }
}

function noPlace(): DomainError {
  const message = "Other erasures are still under way.";
  return new DomainError("DATABASE_UNAVAILABLE", message, "Try again in some seconds, one erasure at a time.");
}
