import { z } from "@hono/zod-openapi";
import { findSchedule, type ScheduleRow } from "../../db/schedules/schedules.js";
import { covers } from "../../domain/key-scopes.js";
import { scheduleNotFound } from "../../services/jobs/accept-import.js";
import type { Caller, HttpDeps } from "../context.js";

/** Returns a schedule that the caller's key may access; `SCHEDULE_NOT_FOUND` for all others. */
export async function tenantSchedule({ db }: Pick<HttpDeps, "db">, caller: Caller, id: string): Promise<ScheduleRow> {
  const row = z.uuid().safeParse(id).success ? await findSchedule(db.query, id) : undefined;
  if (row?.tenantId !== caller.tenantId || !covers(caller.scopes, row)) throw scheduleNotFound();
  return row;
}
