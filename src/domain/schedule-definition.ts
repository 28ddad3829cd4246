import { z } from "zod";
import { expectationSchema } from "./expectation.js";
import { importOptionFields } from "./import-options.js";
import { packageSchema } from "./packages/package.js";

/** A year in seconds: the longest time between two runs, and the longest delay of a run. */
export const longestEverySeconds = 366 * 24 * 60 * 60;
/** The greatest number of failures in a row after which a schedule may be set to pause. */
export const mostFailures = 1_000;

/** When a schedule's imports run. */
export const scheduleTimeFields = {
  /** Either this or `everySeconds` is null. */
  cron: z.string().nullable(),
  everySeconds: z.int().nullable(),
  /** The cron's time zone, an IANA name. */
  timeZone: z.string(),
  /** The longest delay of a run that could not start at its time. */
  catchUpSeconds: z.int(),
  /** The longest random delay of a run. */
  jitterSeconds: z.int(),
  skipIfUnchanged: z.boolean(),
  /** The number of failures in a row after which the schedule is paused; null: never. */
  pauseAfterFailures: z.int().nullable(),
};

/** A repeatable import and its times. Temporal stores it, and the database mirrors it. */
const scheduleDefinition = z
  .object({
    id: z.uuid(),
    tenantId: z.string(),
    name: z.string(),
    requestedBy: z.string(),
    entity: z.string(),
    /** The path of the asset, or the address of the source without its query. */
    assetPath: z.string(),
    /** The address that each run downloads the file from; null: the file is an asset. */
    sourceUrl: z.string().nullable().default(null),
    sourceAuth: z.string().nullable().default(null),
    importerId: z.string(),
    /** How an archive with several files is imported; null: the file has rows of the entity. */
    package: packageSchema.nullable().default(null),
    /** What the schedule expects of its files; null: nothing. */
    expect: expectationSchema.nullable().default(null),
    ...importOptionFields,
    ...scheduleTimeFields,
  })
  .readonly();

export type ScheduleDefinition = z.infer<typeof scheduleDefinition>;

/** Returns only the definition of a schedule's row or request. */
export function definitionOf(schedule: ScheduleDefinition): ScheduleDefinition {
  return scheduleDefinition.parse(schedule);
}

/** The input of a schedule's workflow. It is validated, because programs other than Bulkhead can write it. */
export const scheduledStartSchema = z.object({ schedule: scheduleDefinition });
