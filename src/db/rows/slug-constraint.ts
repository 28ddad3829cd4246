import { sql } from "kysely";
import type { Entity } from "../../domain/entity.js";
import type { Query } from "../database.js";
import { databaseErrorCode } from "../database-errors.js";

/** Returns whether two rows share a slug at the moment. The constraint stays deferred. */
export async function sharesSlug(trx: Query, { slug }: Entity): Promise<boolean> {
  if (!slug) return false;
  await sql`savepoint before_slugs`.execute(trx);
  try {
    await sql`set constraints all immediate`.execute(trx);
    return false;
  } catch (error) {
    if (databaseErrorCode(error) === "23505") return true;
    throw error;
  } finally {
    // Also runs without a fault: the rollback defers the constraint to the commit again.
    await sql`rollback to savepoint before_slugs; release savepoint before_slugs`.execute(trx);
  }
}
