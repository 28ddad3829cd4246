import { z } from "zod";
import { expectationSchema } from "./expectation.js";
import { importOptionFields } from "./import-options.js";
import { packageSchema } from "./packages/package.js";

/** A year: most seconds between two runs, and that a run may be late. */
export const longestEverySeconds = 366 * 24 * 60 * 60;
/** Most failures in a row after which a schedule is to be paused. */
export const mostFailures = 1_000;

/** When a schedule's imports run. */
export const scheduleTimeFields = {
  /** Either this or `everySeconds` is null. */
  cron: z.string().nullable(),
  everySeconds: z.int().nullable(),
  /** The cron's, an IANA name. */
  timeZone: z.string(),
  /** A run that could not start at its time starts at most so much later. */
  catchUpSeconds: z.int(),
  /** A run starts at most so much later than its time, by chance. */
  jitterSeconds: z.int(),
  skipIfUnchanged: z.boolean(),
  /** After so many failures in a row it is paused; null: never. */
  pauseAfterFailures: z.int().nullable(),
};

/** A repeatable import and its times, as Temporal keeps it and the database mirrors it. */
const scheduleDefinition = z
  .object({
    id: z.uuid(),
    tenantId: z.string(),
    name: z.string(),
    requestedBy: z.string(),
    entity: z.string(),
    /** The asset's, or the address of the source without its query. */
    assetPath: z.string(),
    /** Where the file is downloaded from each time; null: it is an asset. */
    sourceUrl: z.string().nullable().default(null),
    sourceAuth: z.string().nullable().default(null),
    importerId: z.string(),
    /** How an archive with several files is imported; null: rows of the entity. */
    package: packageSchema.nullable().default(null),
    /** What is expected of its files; null: nothing. */
    expect: expectationSchema.nullable().default(null),
    ...importOptionFields,
    ...scheduleTimeFields,
  })
  .readonly();

export type ScheduleDefinition = z.infer<typeof scheduleDefinition>;

/** A schedule's row or request without what is no part of its definition. */
export function definitionOf(schedule: ScheduleDefinition): ScheduleDefinition {
  return scheduleDefinition.parse(schedule);
}

/** What a schedule's workflow is started with, as far as it can be trusted to be Bulkhead's own. */
export const scheduledStartSchema = z.object({ schedule: scheduleDefinition });
