import { type RawBuilder, sql } from "kysely";
import { entityNamed } from "../../domain/entities/index.js";
import type { Query } from "../database.js";
import { deleteInBatches } from "../delete-in-batches.js";
import { imageTable } from "../rows/before-images.js";
import { undoPending } from "./undo-requests.js";

/** Something of a job that is kept for so many days after the job's end. */
export interface Retained {
  /** Whether a row of `job` still has it, and should not. */
  pastDays(days: number): RawBuilder<unknown>;
  remove(db: Query, jobId: string, signal: AbortSignal): Promise<void>;
}

/**
 * The job and all that is its own but its bytes; the bulk of it first and in batches. It stays while its undo waits.
 */
export const wholeJob: Retained = {
  pastDays: (days) => sql`${endedBefore(days)} and not (${undoPending})`,
  async remove(db, jobId, signal) {
    if (!(await removeImages(db, jobId, signal))) return;
    for (const table of ["rowReport", "storedRowReport", "integrityPreview"]) {
      await deleteInBatches(db, table, sql`job_id = ${jobId}`, signal);
    }
    await db.deleteFrom("job").where("id", "=", jobId).where("finishedAt", "is not", null).execute();
  },
};

/** What was found about its rows, and its hold on their file. Noted before it is done: no answer shows a part. */
export const rowReports: Retained = {
  pastDays: (days) => sql`${endedBefore(days)}
    and (reports_deleted_at is null or exists (select from row_report where row_report.job_id = job.id)
      or exists (select from stored_row_report where stored_row_report.job_id = job.id))`,
  async remove(db, jobId, signal) {
    await db
      .updateTable("job")
      .set({
        reportsDeletedAt: sql`coalesce(reports_deleted_at, now())`,
        bodyDeletedAt: sql`coalesce(body_deleted_at, now())`,
      })
      .where("id", "=", jobId)
      .execute();
    for (const table of ["rowReport", "storedRowReport"]) {
      await deleteInBatches(db, table, sql`job_id = ${jobId}`, signal);
    }
  },
};

/** What undoing it needs; it stays while an undo waits for its turn. */
export const beforeImages: Retained = {
  pastDays: (days) => sql`images <> 'none' and ${endedBefore(days)} and not (${undoPending})`,
  async remove(db, jobId, signal) {
    await removeImages(db, jobId, signal);
  },
};

/** Removes the before-images of a job; false while an undo waits. Noted first, so that no undo starts from a part. */
async function removeImages(db: Query, jobId: string, signal: AbortSignal): Promise<boolean> {
  const job = await db
    .updateTable("job")
    .set({ images: sql`case images when 'none' then 'none' else 'going' end` })
    .where("id", "=", jobId)
    .where(sql<boolean>`not (${undoPending})`)
    .returning(["entity", "images"])
    .executeTakeFirst();
  if (!job) return false;
  if (job.images === "none") return true;
  await deleteInBatches(db, imageTable(entityNamed(job.entity)), sql`changed_by = ${jobId}`, signal);
  await db.updateTable("job").set({ images: "none" }).where("id", "=", jobId).execute();
  return true;
}

function endedBefore(days: number) {
  return sql`finished_at < now() - ${days} * interval '1 day'`;
}

/** Jobs past the days, the oldest first. */
export async function listPast(db: Query, { pastDays }: Retained, days: number, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from job where ${pastDays(days)} order by finished_at limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

/** How many jobs are past the days, and the oldest of them. */
export async function countPast(db: Query, { pastDays }: Retained, days: number) {
  const { rows } = await sql<{ count: number; oldest: string | null }>`
    select count(*) as count, (array_agg(id order by finished_at))[1] as oldest from job where ${pastDays(days)}`.execute(
    db,
  );
  return rows[0] ?? { count: 0, oldest: null };
}
