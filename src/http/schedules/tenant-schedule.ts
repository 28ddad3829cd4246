import { z } from "@hono/zod-openapi";
import { findSchedule, type ScheduleRow } from "../../db/schedules/schedules.js";
import { scheduleNotFound } from "../../services/jobs/accept-import.js";
import type { HttpDeps } from "../context.js";

/** A schedule of the caller's tenant; an id that is none, or of another tenant, is the same as one that never was. */
export async function tenantSchedule({ db }: Pick<HttpDeps, "db">, tenantId: string, id: string): Promise<ScheduleRow> {
  const row = z.uuid().safeParse(id).success ? await findSchedule(db.query, id) : undefined;
  if (row?.tenantId !== tenantId) throw scheduleNotFound();
  return row;
}
