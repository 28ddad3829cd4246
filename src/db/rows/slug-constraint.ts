import { sql } from "kysely";
import type { Entity } from "../../domain/entity.js";
import type { Query } from "../database.js";

/** Checks the slugs now instead of at the commit: 23505 where two rows share one. */
export async function checkSlugs(trx: Query, { slug }: Entity): Promise<void> {
  if (slug) await sql`set constraints all immediate`.execute(trx);
}
