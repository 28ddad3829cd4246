import { z } from "zod";
import { importModes, invalidRowPolicies } from "./job.js";
import type { ScheduleDefinition } from "./schedule.js";

/** What a schedule's workflow is started with, as far as it can be trusted to be Bulkhead's own. */
export const scheduledStartSchema: z.ZodType<{ readonly schedule: ScheduleDefinition }> = z.object({
  schedule: z.object({
    id: z.uuid(),
    tenantId: z.string(),
    name: z.string(),
    requestedBy: z.string(),
    entity: z.string(),
    assetPath: z.string(),
    importerId: z.string(),
    mode: z.enum(importModes),
    dryRun: z.boolean(),
    onInvalid: z.enum(invalidRowPolicies),
    globalValidation: z.boolean(),
    cron: z.string().nullable(),
    everySeconds: z.int().nullable(),
    timeZone: z.string(),
    catchUpSeconds: z.int(),
    jitterSeconds: z.int(),
    skipIfUnchanged: z.boolean(),
    pauseAfterFailures: z.int().nullable(),
  }),
});
