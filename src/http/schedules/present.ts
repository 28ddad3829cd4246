import { z } from "@hono/zod-openapi";
import { countFailures, listRuns, openImport } from "../../db/schedules/schedule-runs.js";
import type { ScheduleRow } from "../../db/schedules/schedules.js";
import { clockAfter, clockText, nextChangedTimes } from "../../domain/clock-change.js";
import { DomainError } from "../../domain/errors.js";
import { expectationFields } from "../../domain/expectation.js";
import { importOptionFields, optionsOf } from "../../domain/import-options.js";
import { jobStates } from "../../domain/job.js";
import { runOutcomes } from "../../domain/schedule.js";
import { scheduleTimeFields } from "../../domain/schedule-definition.js";
import { lookAtSchedule } from "../../services/schedules/look-at-schedule.js";
import type { ScheduleAtTemporal } from "../../temporal/import-schedules.js";
import { shownSource, shownSourceSchema } from "../answer/shown-source.js";
import type { HttpDeps } from "../context.js";
import { shownPackageSchema } from "../packages/definition.js";

const shownTimes = 5;
const shownRuns = 50;

export const scheduleSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    import: z.object({
      entity: z.string(),
      asset: z.string().nullable().openapi({ description: "Null: a source is imported." }),
      source: shownSourceSchema,
      package: shownPackageSchema.nullable().openapi({ description: "How an archive of several files is imported." }),
      importerId: z.string(),
      ...importOptionFields,
    }),
    ...scheduleTimeFields,
    expect: z.object(expectationFields).nullable(),
    newFileAt: z.iso.datetime().nullable().openapi({ description: "When a file with other bytes came last." }),
    lateSince: z.iso
      .datetime()
      .nullable()
      .openapi({ description: "Since when a new file is due; null: none is due, or none is expected." }),
    paused: z.boolean(),
    note: z.string().nullable().openapi({ description: "What was said when it was paused or resumed." }),
    requestedBy: z.string(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    links: z.object({ self: z.string(), jobs: z.string() }),
  })
  .openapi("Schedule");

export const shownScheduleSchema = scheduleSchema
  .extend({
    failures: z.int().openapi({ description: "Imports that failed one after the other, since it was last resumed." }),
    openJob: z
      .object({ id: z.uuid(), state: z.enum(jobStates) })
      .nullable()
      .openapi({ description: "Its import that has not ended: until then no other one starts." }),
    nextRuns: z
      .array(z.iso.datetime())
      .nullable()
      .openapi({ description: "The next five times; none while it is paused, null while Temporal does not answer." }),
    clockChange: z
      .object({
        at: z.iso.datetime(),
        from: z.string().openapi({ example: "02:00" }),
        to: z.string().openapi({ example: "03:00" }),
        effect: z.enum(["skipped", "repeated", "none"]).openapi({
          description: "Whether its time does not exist on that day, may come twice, or neither.",
        }),
      })
      .nullable()
      .openapi({ description: "When the clocks of its zone change next, within a year; null without a cron." }),
    runs: z
      .array(
        z.object({
          at: z.iso.datetime(),
          outcome: z.enum(runOutcomes),
          jobId: z.uuid().nullable(),
          state: z.enum(jobStates).nullable().openapi({ description: "The job's." }),
        }),
      )
      .openapi({ description: `What became of its newest ${shownRuns} times, the newest first.` }),
  })
  .openapi("ShownSchedule");

const scheduleTimes = z.object(scheduleTimeFields);
const expectation = z.object(expectationFields);

/** Returns a schedule as lists show it, from the database alone. */
export function scheduleResource(row: ScheduleRow): z.infer<typeof scheduleSchema> {
  const { id, name, entity, importerId, paused, note, requestedBy } = row;
  const source = shownSource(row);
  const asset = source === null ? row.assetPath : null;
  return {
    ...{
      id,
      name,
      import: { entity, asset, source, package: row.package, importerId, ...optionsOf(row) },
      ...scheduleTimes.parse(row),
    },
    expect: row.expect && expectation.parse(row.expect),
    ...{ newFileAt: row.newFileAt?.toISOString() ?? null, lateSince: row.lateSince?.toISOString() ?? null },
    ...{ paused, note, requestedBy },
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    links: { self: `/api/schedules/${id}`, jobs: `/api/jobs?scheduleId=${id}` },
  };
}

/** Returns a schedule with its next times, which come from Temporal, and its runs. */
export async function presentSchedule(
  deps: HttpDeps,
  find: () => Promise<ScheduleRow>,
): Promise<z.infer<typeof shownScheduleSchema>> {
  const { id } = await find();
  const seen = await lookAtSchedule(deps, deps.schedules, id).catch(unreachable);
  const [row, openJob, failures, runs] = await Promise.all([
    find(),
    openImport(deps.db.query, id),
    countFailures(deps.db.query, id),
    listRuns(deps.db.query, id, shownRuns),
  ]);
  return {
    ...scheduleResource(row),
    failures,
    openJob: openJob ?? null,
    nextRuns: seen && nextTimes(seen),
    clockChange: clockChangeOf(row),
    runs: runs.map(({ at, outcome, jobId, state }) => ({
      at: at.toISOString(),
      outcome: state === "failed" ? "failed" : outcome,
      jobId,
      state,
    })),
  };
}

function clockChangeOf({ cron, timeZone }: ScheduleRow) {
  const change = cron === null ? null : nextChangedTimes(cron, timeZone, new Date());
  if (change === null) return null;
  const { at, from, effect } = change;
  return { at: at.toISOString(), from: clockText(from), to: clockText(clockAfter(change)), effect };
}

function nextTimes({ paused, next }: ScheduleAtTemporal): string[] {
  return paused ? [] : next.slice(0, shownTimes).map((time) => time.toISOString());
}

function unreachable(error: unknown): null {
  if (error instanceof DomainError && error.code === "TEMPORAL_UNAVAILABLE") return null;
  throw error;
}
