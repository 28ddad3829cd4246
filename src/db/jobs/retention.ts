import { type RawBuilder, sql } from "kysely";
import { entityNamed } from "../../domain/entities/index.js";
import type { Query } from "../database.js";
import { deleteInBatches } from "../delete-in-batches.js";
import { imageTable } from "../rows/before-images.js";
import { undoPending } from "./undo-requests.js";

/** A part of a job's data that is kept for a number of days after the job's end. */
export interface Retained {
  /** Returns a condition on `job`: the data still exists past its retention. */
  pastDays(days: number): RawBuilder<unknown>;
  remove(db: Query, jobId: string, signal: AbortSignal): Promise<void>;
}

/**
 * The job with all its data except for its bytes. Most of the data is deleted first, in batches. The job is kept while
 * an undo is pending.
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

/**
 * The reports about a job's rows, and the job's reference to its file. The deletion is recorded before it is done, so
 * that no response shows a part of the reports.
 */
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

/** The before-images, which an undo needs. They are kept while an undo is pending. */
export const beforeImages: Retained = {
  pastDays: (days) => sql`images <> 'none' and ${endedBefore(days)} and not (${undoPending})`,
  async remove(db, jobId, signal) {
    await removeImages(db, jobId, signal);
  },
};

/**
 * Deletes the before-images of a job. Returns false while an undo is pending. The deletion is recorded first, so that
 * no undo starts from a part of the images.
 */
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

/** Lists the jobs whose data is past its retention, the oldest first. */
export async function listPast(db: Query, { pastDays }: Retained, days: number, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from job where ${pastDays(days)} order by finished_at limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

/** Counts the jobs whose data is past its retention, and names the oldest. */
export async function countPast(db: Query, { pastDays }: Retained, days: number) {
  const { rows } = await sql<{ count: number; oldest: string | null }>`
    select count(*) as count, (array_agg(id order by finished_at))[1] as oldest from job where ${pastDays(days)}`.execute(
    db,
  );
  return rows[0] ?? { count: 0, oldest: null };
}
