import { AsyncLocalStorage } from "node:async_hooks";
import type pg from "pg";
import { DomainError } from "../domain/errors.js";

/** The tenant for which work in this asynchronous context takes connections, and how many it may hold at a time. */
export interface ConnectionHolder {
  readonly tenantId: string;
  readonly bounds: { readonly connections: number };
}

const holders = new AsyncLocalStorage<ConnectionHolder>();

/** Runs work and counts its connections towards the holder's bound. */
export function asHolder<Result>(holder: ConnectionHolder, run: () => Result): Result {
  return holders.run(holder, run);
}

/** How long a request waits for a connection of its tenant's share: as long as for a connection of the pool. */
const patienceMs = 5_000;

/**
 * Runs work that clears up after a request. The work sees the rows of the same tenant, and its connections do not count
 * towards the tenant's bound.
 */
export function uncounted<Result>(run: () => Result): Result {
  const holder = holders.getStore();
  return holder ? holders.run({ ...holder, bounds: { connections: Number.POSITIVE_INFINITY } }, run) : run();
}

/**
 * Limits how many of a pool's connections each tenant holds, so that other tenants find a free connection. Work without
 * a holder has no bound.
 */
export class ConnectionShare {
  private readonly held = new Map<string, number>();
  private readonly waiting = new Map<string, Set<() => void>>();
  /** The tenant whose rows each session sees. */
  private readonly shown = new WeakMap<pg.PoolClient, string>();

  /** @param showsOneTenant whether the sessions see the rows of the holder's tenant alone */
  constructor(
    private readonly pool: pg.Pool,
    private readonly showsOneTenant: boolean,
  ) {}

  /**
   * Takes a connection of the pool. Throws `LIMIT_REACHED` if no connection of the tenant's share was released in time.
   */
  connect = async (): Promise<pg.PoolClient> => {
    const holder = holders.getStore();
    if (!holder) return this.open("");
    await this.enter(holder);
    try {
      const client = await this.open(holder.tenantId);
      const release = client.release.bind(client);
      // The pool sets a new `release` on a connection whenever it lends the connection.
      client.release = (error) => {
        this.leave(holder);
        release(error);
      };
      return client;
    } catch (error) {
      this.leave(holder);
      throw error;
    }
  };

  private async open(tenantId: string): Promise<pg.PoolClient> {
    const client = await this.pool.connect();
    if (!this.showsOneTenant || this.shown.get(client) === tenantId) return client;
    try {
      await client.query("select set_config('bulkhead.tenant', $1, false)", [tenantId]);
    } catch (error) {
      client.release(true);
      throw error;
    }
    this.shown.set(client, tenantId);
    return client;
  }

  private async enter({ tenantId, bounds: { connections: most } }: ConnectionHolder): Promise<void> {
    const until = Date.now() + patienceMs;
    while ((this.held.get(tenantId) ?? 0) >= most) await this.freed(tenantId, until - Date.now(), most);
    this.held.set(tenantId, (this.held.get(tenantId) ?? 0) + 1);
  }

  private freed(tenantId: string, withinMs: number, most: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const queue = this.waiting.get(tenantId) ?? new Set();
      this.waiting.set(tenantId, queue);
      const wake = () => {
        clearTimeout(timer);
        queue.delete(wake);
        resolve();
      };
      const timer = setTimeout(() => {
        queue.delete(wake);
        reject(new NoConnection(most));
      }, withinMs);
      queue.add(wake);
    });
  }

  private leave({ tenantId }: ConnectionHolder): void {
    const left = (this.held.get(tenantId) ?? 1) - 1;
    if (left > 0) this.held.set(tenantId, left);
    else this.held.delete(tenantId);
    const [next] = this.waiting.get(tenantId) ?? [];
    if (next) next();
    else this.waiting.delete(tenantId);
  }
}

/** All connections of a tenant are in use. Earlier commits stay, as with any outage of the database. */
export class NoConnection extends DomainError {
  constructor(most: number) {
    const message = `None of the tenant's ${most} connections to the database was free within ${patienceMs / 1_000} s.`;
    super("LIMIT_REACHED", message, "Send fewer requests at a time.");
  }
}
