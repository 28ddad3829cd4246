import { z } from "zod";
import { importOptionFields } from "./import-options.js";
import { packageSchema } from "./packages/package.js";

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
