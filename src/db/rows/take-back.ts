import { type RawBuilder, sql } from "kysely";
import type { Query } from "../database.js";
import { preferIndexes } from "../planner.js";
import { type FileIndex, markKeys } from "../staging/file-index.js";
import type { ApplyContext } from "./decide-rows.js";
import { sharesSlug } from "./slug-constraint.js";
import { writtenWithoutTarget, writtenWithSharedSlug, writtenWithStagedSlug } from "./written-losers.js";

/** The faults that written rows may have: any at first, later only a deleted target among the job's own rows. */
export type Losing = "anything" | "target gone";

interface TakenBack {
  readonly fates: Uint8Array;
  /** The fate that the records of the deleted rows get. */
  readonly fate: number;
  readonly losing: Losing;
  /** How many rows are written, and how many staged. */
  readonly written: number;
  readonly staged: number;
}

/**
 * Deletes written rows that have to be decided about together with others, because their reference has no target or
 * another row has their slug. Returns the number of deleted rows.
 */
export async function takeBack(
  trx: Query,
  job: ApplyContext,
  index: () => Promise<FileIndex>,
  { fates, fate, losing, written, staged }: TakenBack,
): Promise<number> {
  await preferIndexes(trx, written);
  const losers: RawBuilder<unknown>[] = writtenWithoutTarget(job, losing === "anything" ? "all" : "own");
  if (losing === "anything" && (await sharesSlug(trx, job.entity))) losers.push(writtenWithSharedSlug(job));
  const besideStaged = losing === "anything" && staged > 0 ? writtenWithStagedSlug(job) : null;
  if (losers.length === 0 && besideStaged === null) return 0;
  await sql`create temporary table loser_row (id text collate "C" not null) on commit drop`.execute(trx);
  for (const keys of losers) await sql`insert into loser_row (id) ${keys}`.execute(trx);
  if (besideStaged !== null) {
    await preferIndexes(trx, staged);
    await sql`insert into loser_row (id) ${besideStaged}`.execute(trx);
  }
  await preferIndexes(trx, fates.length);
  const count = await deleteLosers(trx, job);
  if (count > 0) await markKeys(trx, fates, await index(), fate, sql`select id from loser_row`);
  await sql`drop table loser_row`.execute(trx);
  return count;
}

async function deleteLosers(trx: Query, { entity, tenantId }: ApplyContext): Promise<number> {
  const { rows } = await sql`select from loser_row limit 1`.execute(trx);
  if (rows.length === 0) return 0;
  const deleted = await sql`
    delete from ${sql.table(entity.name)}
    where tenant_id = ${tenantId} and id in (select id from loser_row)`.execute(trx);
  await sql`delete from touched_row where id in (select id from loser_row)`.execute(trx);
  return Number(deleted.numAffectedRows ?? 0n);
}
