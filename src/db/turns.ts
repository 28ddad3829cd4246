import { sql } from "kysely";
import type { Query } from "./database.js";
import type { JobRow } from "./jobs.js";

/** Imports of one importer and entity stand in one line, in accepted order. */
type InLine = Pick<JobRow, "id" | "tenantId" | "importerId" | "entity" | "acceptedNo" | "dryRun">;

/** The open jobs of a line, the one whose turn it is first. Dry runs take no turn. */
function line(db: Query, { tenantId, importerId, entity }: Pick<InLine, "tenantId" | "importerId" | "entity">) {
  return db
    .selectFrom("job")
    .where("tenantId", "=", tenantId)
    .where("importerId", "=", importerId)
    .where("entity", "=", entity)
    .where("dryRun", "=", false)
    .where("finishedAt", "is", null)
    .orderBy("acceptedNo")
    .limit(1);
}

/** The job whose end another one waits for: the first of its line, if that was accepted before it; else null. */
export async function turnHolder(db: Query, job: InLine): Promise<string | null> {
  if (job.dryRun) return null;
  const first = await line(db, job).select("id").where("acceptedNo", "<", job.acceptedNo).executeTakeFirst();
  return first?.id ?? null;
}

/**
 * Asks whether it is a job's turn (section D 9); gives the job that holds it, or null. A turn that was had is kept: an
 * earlier job of the line cannot appear any more, since accepted numbers become visible in order, and none is opened
 * again. A job that has to wait is marked first, and asks once more: whoever ends the holder from then on sees the mark.
 */
export async function takeTurn(db: Query, job: InLine & Pick<JobRow, "waitsForTurn">): Promise<string | null> {
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

/** The workflow that waits for the turn which a job's end has left; null where nobody does. */
export async function nextInLine(db: Query, ended: InLine): Promise<string | null> {
  if (ended.dryRun) return null;
  const first = await line(db, ended).select(["workflowId", "waitsForTurn"]).executeTakeFirst();
  return first?.waitsForTurn ? first.workflowId : null;
}

/** Which marked jobs wait for nobody any more: what told them that their turn has come was lost. */
export const turnHasCome = sql`
  waits_for_turn and finished_at is null and not exists (
    select from job as earlier
    where earlier.tenant_id = job.tenant_id and earlier.importer_id = job.importer_id and earlier.entity = job.entity
      and not earlier.dry_run and earlier.finished_at is null and earlier.accepted_no < job.accepted_no
  )`;
