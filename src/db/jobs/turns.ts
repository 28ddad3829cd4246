import { type RawBuilder, sql } from "kysely";
import type { HolderState } from "../../domain/job.js";
import type { Query } from "../database.js";
import type { JobRow } from "./jobs.js";

/**
 * The queue of the imports of one importer and entity, in accepted order. An undo of one of them has a place in the
 * same queue, as of its request.
 */
type Line = Pick<JobRow, "tenantId" | "importerId" | "entity">;
type InLine = Line & Pick<JobRow, "id" | "acceptedNo" | "dryRun">;
type UndoInLine = Line & Pick<JobRow, "id" | "undoNo">;

/** A place in a line: a workflow, and the job that the workflow imports or undoes. */
interface Place {
  readonly id: string;
  readonly state: HolderState;
  readonly workflowId: string;
  readonly waits: boolean;
}

/** The job that other jobs of its line wait for, and its state. */
export type TurnHolder = Pick<Place, "id" | "state">;

/**
 * Returns a query of the first place of a line; with `before`, only if its number is smaller. Dry runs take no turn.
 */
function firstPlaceOf(line: RawBuilder<unknown>, before: RawBuilder<unknown> | null): RawBuilder<Place> {
  const isBefore = (no: string) => (before === null ? sql`true` : sql`${sql.ref(no)} < ${before}`);
  return sql<Place>`
    select id, state, no, workflow_id, waits from (
      (select id, state, accepted_no as no, workflow_id, waits_for_turn as waits from job
        where ${line} and not dry_run and finished_at is null and ${isBefore("acceptedNo")} order by accepted_no limit 1)
      union all
      (select id, 'undoing', undo_no, undo_workflow_id, undo_waits_for_turn from job
        where ${line} and undo_no is not null and undo_ended_at is null and ${isBefore("undoNo")} order by undo_no limit 1)
    ) as place order by no limit 1`;
}

async function firstPlace(
  db: Query,
  { tenantId, importerId, entity }: Line,
  before: number | null = null,
): Promise<Place | null> {
  const line = sql`tenant_id = ${tenantId} and importer_id = ${importerId} and entity = ${entity}`;
  const { rows } = await firstPlaceOf(line, before === null ? null : sql`${before}`).execute(db);
  return rows[0] ?? null;
}

/**
 * Returns the job whose end, or whose undo's end, another job waits for: the first of the line, if it precedes that
 * job; otherwise null.
 */
export async function turnHolder(db: Query, job: InLine): Promise<TurnHolder | null> {
  return job.dryRun ? null : firstPlace(db, job, job.acceptedNo);
}

/**
 * Returns the turn holders of many jobs, by the id of the waiting job. All jobs of one line wait for the same holder.
 */
export async function turnHolders(db: Query, jobIds: readonly string[]): Promise<ReadonlyMap<string, TurnHolder>> {
  if (jobIds.length === 0) return new Map();
  const line = sql`tenant_id = line.tenant_id and importer_id = line.importer_id and entity = line.entity`;
  const { rows } = await sql<TurnHolder & { readonly waitingId: string }>`
    with waiting as (
      select id, tenant_id, importer_id, entity, accepted_no from job
      where id = any(${jobIds}::uuid[]) and waits_for_turn and not dry_run
    ), first_of_line as (
      select line.*, place.* from (select distinct tenant_id, importer_id, entity from waiting) as line,
        lateral (${firstPlaceOf(line, null)}) as place
    )
    select waiting.id as waiting_id, first_of_line.id, first_of_line.state
    from waiting join first_of_line using (tenant_id, importer_id, entity)
    where first_of_line.no < waiting.accepted_no`.execute(db);
  return new Map(rows.map(({ waitingId, id, state }) => [waitingId, { id, state }]));
}

/** Returns the id of the job that the undo of a job waits for; null if there is none. */
export async function undoTurnHolder(db: Query, job: UndoInLine): Promise<string | null> {
  return (await firstPlace(db, job, job.undoNo))?.id ?? null;
}

/**
 * Checks whether it is a job's turn (section D 9). Returns the job that holds the turn, or null if it is. A job keeps
 * its turn: no earlier job of the line can appear, since accepted numbers become visible in order, and no ended job is
 * opened again. A job that has to wait is marked first, and checks again: a transaction that ends the holder after the
 * mark sees the mark.
 */
export async function takeTurn(db: Query, job: InLine & Pick<JobRow, "waitsForTurn">): Promise<TurnHolder | null> {
  if (!job.waitsForTurn) {
    if ((await turnHolder(db, job)) === null) return null;
    await markWaiting(db, job.id, true);
  }
  const holder = await turnHolder(db, job);
  if (holder === null) await markWaiting(db, job.id, false);
  return holder;
}

async function markWaiting(db: Query, id: string, waitsForTurn: boolean): Promise<void> {
  await db.updateTable("job").set({ waitsForTurn }).where("id", "=", id).where("state", "=", "running").execute();
}

/** Checks whether it is the turn of a job's undo. Returns the id of the job that holds the turn, or null. */
export async function takeUndoTurn(db: Query, job: UndoInLine): Promise<string | null> {
  if ((await undoTurnHolder(db, job)) !== null) await markUndoWaiting(db, job.id, true);
  const holder = await undoTurnHolder(db, job);
  if (holder === null) await markUndoWaiting(db, job.id, false);
  return holder;
}

async function markUndoWaiting(db: Query, id: string, undoWaitsForTurn: boolean): Promise<void> {
  await db
    .updateTable("job")
    .set({ undoWaitsForTurn })
    .where("id", "=", id)
    .where("undoEndedAt", "is", null)
    .where("undoWaitsForTurn", "<>", undoWaitsForTurn)
    .execute();
}

/** Returns the id of the workflow that waits for the turn of a job that ended; null if none waits. */
export async function nextInLine(db: Query, ended: Line & Pick<JobRow, "dryRun">): Promise<string | null> {
  if (ended.dryRun) return null;
  const first = await firstPlace(db, ended);
  return first?.waits ? first.workflowId : null;
}

/** Selects jobs that are marked as waiting although no earlier job is open: the signal for their turn was lost. */
export const turnHasCome = sql`
  waits_for_turn and finished_at is null and not exists (
    select from job as earlier
    where earlier.tenant_id = job.tenant_id and earlier.importer_id = job.importer_id and earlier.entity = job.entity
      and not earlier.dry_run and earlier.finished_at is null and earlier.accepted_no < job.accepted_no
  ) and not exists (
    select from job as undone
    where undone.tenant_id = job.tenant_id and undone.importer_id = job.importer_id and undone.entity = job.entity
      and undone.undo_no is not null and undone.undo_ended_at is null and undone.undo_no < job.accepted_no
  )`;
