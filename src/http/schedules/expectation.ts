import { z } from "@hono/zod-openapi";
import { DomainError } from "../../domain/errors.js";
import { expectationFields } from "../../domain/expectation.js";
import type { ScheduleDefinition } from "../../domain/schedule-definition.js";

const { newFileWithinHours, minRows, maxShrinkPercent } = expectationFields;

/**
 * The expectations of a schedule's files, built from the domain's fields: only a schema that is created here can have
 * an OpenAPI part.
 */
export const expectField = z
  .strictObject({
    newFileWithinHours: newFileWithinHours.default(null).openapi({
      description: "Hours within which a file with other bytes has to come; else the schedule is late.",
    }),
    minRows: minRows.default(null).openapi({ description: "An import of fewer rows waits for an approval." }),
    maxShrinkPercent: maxShrinkPercent.default(null).openapi({
      description: "So does an import of fewer rows than the last one, by more than this share.",
    }),
  })
  .nullable()
  .openapi("ScheduleExpectation");

/**
 * Throws `INVALID_BODY` if a number of rows is expected of a package: the rows of an archive are not counted before its
 * files are imported.
 */
export function refuseRowsOfPackage(schedule: ScheduleDefinition): ScheduleDefinition {
  const { minRows: least = null, maxShrinkPercent: most = null } = schedule.expect ?? {};
  if (schedule.package === null || (least === null && most === null)) return schedule;
  const message = "expect: minRows and maxShrinkPercent are for schedules that import rows, not packages";
  throw new DomainError("INVALID_BODY", message, "Expect newFileWithinHours alone.");
}
