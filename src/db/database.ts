import { CamelCasePlugin, Kysely, PostgresDialect, type RawBuilder } from "kysely";
import type pg from "pg";
import { ConnectionShare } from "./connection-share.js";
import { type Copy, copyInto, type OpenCopy, openCopy } from "./copy.js";
import { closePool, openPool, type PoolOptions, type PoolUse } from "./pool.js";
import { requestRole } from "./roles.js";
import type { Schema } from "./schema.js";

export type Query = Kysely<Schema>;

/** A transaction on a connection of its own, which can also run COPY. */
export interface CopyTransaction {
  readonly trx: Query;
  copyInto(copy: Copy): Promise<void>;
  /** Begins a COPY. Until the COPY has ended, the transaction can run no other statement. */
  openCopy(copy: Pick<Copy, "table" | "columns" | "frozen">): OpenCopy;
}

export interface TransactionOptions {
  /** Shown in `pg_stat_activity` for as long as the transaction runs. */
  readonly name: string;
  readonly isolation?: "read committed" | "repeatable read";
  /** Statements without parameters that run first, in the same round trip as the `begin`. */
  readonly first?: RawBuilder<unknown>;
}

/** The database: Kysely for statements, and transactions with a name. */
export interface Database {
  readonly query: Query;
  transaction<T>(options: TransactionOptions, run: (transaction: CopyTransaction) => Promise<T>): Promise<T>;
  use(): PoolUse;
  close(): Promise<void>;
}

const plugins = [new CamelCasePlugin({ maintainNestedObjectKeys: true })];

export function openDatabase(options: PoolOptions): Database {
  const pool = openPool(options);
  const lent = new Set<pg.PoolClient>();
  const { connect } = new ConnectionShare(pool, options.role === requestRole);
  const shared = { connect, end: () => pool.end() };
  const query = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: shared }), plugins });

  async function transaction<T>(
    { name, isolation = "read committed", first }: TransactionOptions,
    run: (transaction: CopyTransaction) => Promise<T>,
  ): Promise<T> {
    const client = await connect();
    lent.add(client);
    let failure: unknown;
    try {
      const trx = new Kysely<Schema>({ dialect: singleConnection(client), plugins });
      // Kysely's own transactions take one more round trip.
      const named = `set local application_name = ${client.escapeLiteral(name.slice(0, 63))}`;
      await client.query(`begin isolation level ${isolation}; ${named}; ${first?.compile(trx).sql ?? ""}`);
      const result = await run({
        trx,
        copyInto: (copy) => copyInto(client, trx, copy),
        openCopy: (copy) => openCopy(client, trx, copy),
      });
      await commit(client);
      return result;
    } catch (error) {
      failure = error;
      await client.query("rollback").catch(() => undefined);
      throw error;
    } finally {
      // After an error the connection may be in the middle of a COPY, so it does not go back to the pool.
      lent.delete(client);
      client.release(failure !== undefined);
    }
  }

  const use = () => ({ open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount });
  return { query, transaction, use, close: () => closePool(pool, lent) };
}

/**
 * Commits. Throws if Postgres rolled the transaction back, because a statement in it had failed. Postgres reports that
 * only in its answer to the commit.
 */
async function commit(client: pg.PoolClient): Promise<void> {
  const { command } = await client.query("commit");
  if (command !== "COMMIT") throw new Error("the transaction was rolled back: a statement had failed in it");
}

/** Kysely on one connection that the caller owns: COPY needs the same connection as the transaction around it. */
function singleConnection(client: pg.PoolClient): PostgresDialect {
  const lent = { query: client.query.bind(client), release: () => undefined };
  return new PostgresDialect({ pool: { connect: async () => lent, end: async () => undefined } });
}
