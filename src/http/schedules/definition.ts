import { randomUUID } from "node:crypto";
import { z } from "@hono/zod-openapi";
import { checkAssetPath } from "../../domain/asset-path.js";
import { isCron } from "../../domain/cron.js";
import { findEntity } from "../../domain/entities/index.js";
import { DomainError } from "../../domain/errors.js";
import { isTimeZone } from "../../domain/fields/standards.js";
import { defaultOptions, optionsWith } from "../../domain/import-options.js";
import { ownImporter } from "../../domain/key-scopes.js";
import { packageEntity } from "../../domain/packages/package-entity.js";
import { longestEverySeconds, mostFailures, type ScheduleDefinition } from "../../domain/schedule-definition.js";
import { sourcePath } from "../../domain/source.js";
import type { Caller } from "../context.js";
import { unknownEntity } from "../entities.js";
import { importRequestSchema, importRequestShape } from "../jobs/start.js";
import { packageDefinition, packageRequestSchema } from "../packages/definition.js";
import { plainText } from "../request/fields.js";
import { expectField, refuseRowsOfPackage } from "./expectation.js";

const fields = {
  name: plainText(100),
  cron: z
    .string()
    .max(200)
    .refine(isCron, "is not a cron of five parts")
    .optional()
    .openapi({ example: "30 2 * * *", description: "Either this or everySeconds." }),
  everySeconds: z.int().min(1).max(longestEverySeconds).optional(),
  timeZone: z
    .string()
    .refine(isTimeZone, "is not an IANA time zone")
    .openapi({ example: "Europe/Vienna", description: "The cron's: its hours are those of the clocks there." }),
  catchUpSeconds: z.int().min(10).max(longestEverySeconds).openapi({
    description: "A run that could not start at its time starts up to so much later, else it is missed; default 3600.",
  }),
  jitterSeconds: z.int().min(0).max(86_400).openapi({
    description: "Up to so many seconds are added to each time, by chance; default 0.",
  }),
  skipIfUnchanged: z.boolean().openapi({
    description: "Whether a run is left out when the asset is the one that was last imported in full; default true.",
  }),
  pauseAfterFailures: z.int().min(1).max(mostFailures).nullable().openapi({
    description: "After so many imports that failed in a row it is paused; null (default): never.",
  }),
};

/** The body of a POST that creates a schedule. */
export const creationSchema = z
  .strictObject({
    ...fields,
    import: importRequestSchema.optional(),
    package: packageRequestSchema.optional(),
    expect: expectField.optional(),
    catchUpSeconds: fields.catchUpSeconds.optional(),
    jitterSeconds: fields.jitterSeconds.optional(),
    skipIfUnchanged: fields.skipIfUnchanged.optional(),
    pauseAfterFailures: fields.pauseAfterFailures.optional(),
  })
  .refine(({ cron, everySeconds }) => (cron === undefined) !== (everySeconds === undefined), {
    message: "needs either cron or everySeconds",
  })
  .refine((asked) => (asked.import === undefined) !== (asked.package === undefined), {
    message: "needs either import or package",
  })
  .openapi("ScheduleRequest", {
    allOf: [
      { oneOf: [{ required: ["cron"] }, { required: ["everySeconds"] }] },
      { oneOf: [{ required: ["import"] }, { required: ["package"] }] },
    ],
    example: {
      ...{ name: "nightly", cron: "30 2 * * *", timeZone: "Europe/Vienna" },
      import: { entity: "courseGroupInPersonEvent", asset: "nightly/events.csv" },
    },
  });

/** The body of a PATCH that changes a schedule. */
export const changeSchema = z
  .strictObject({
    ...fields,
    import: importRequestShape
      .partial()
      .refine(({ asset, source }) => asset === undefined || source === undefined, {
        message: "takes either asset or source",
      })
      .openapi({ not: { required: ["asset", "source"] } }),
    package: packageRequestSchema,
    expect: expectField,
  })
  .partial()
  .refine(({ cron, everySeconds }) => cron === undefined || everySeconds === undefined, {
    message: "takes either cron or everySeconds",
  })
  .refine((asked) => asked.import === undefined || asked.package === undefined, {
    message: "takes either import or package",
  })
  .openapi("ScheduleChange", {
    allOf: [{ not: { required: ["cron", "everySeconds"] } }, { not: { required: ["import", "package"] } }],
    example: { everySeconds: 3_600, skipIfUnchanged: false },
  });

type Change = z.infer<typeof changeSchema>;

/** A schedule with its defaults, before the values of the request are set. */
export function newSchedule(caller: Caller): ScheduleDefinition {
  const { tenantId, name: requestedBy } = caller;
  return {
    ...{
      id: randomUUID(),
      tenantId,
      requestedBy,
      name: "",
      entity: "",
      assetPath: "",
      importerId: ownImporter(caller),
    },
    ...{ sourceUrl: null, sourceAuth: null, package: null, expect: null },
    ...defaultOptions,
    ...{ cron: null, everySeconds: null, timeZone: "UTC", catchUpSeconds: 3_600, jitterSeconds: 0 },
    ...{ skipIfUnchanged: true, pauseAfterFailures: null },
  };
}

function importOf(now: ScheduleDefinition, asked: NonNullable<Change["import"]>) {
  const entity = asked.entity ?? now.entity;
  if (entity === packageEntity) {
    const message = "import.entity: is needed, since the schedule imports a package";
    throw new DomainError("INVALID_BODY", message, "Say what the rows are: GET /api/entities.");
  }
  if (!findEntity(entity)) throw unknownEntity();
  const importerId = asked.importerId ?? now.importerId;
  return { entity, importerId, package: null, ...fileOf(now, asked), ...optionsWith(now, asked) };
}

function packageOf(now: ScheduleDefinition, asked: z.infer<typeof packageRequestSchema>) {
  const definition = packageDefinition(asked);
  const importerId = asked.importerId ?? now.importerId;
  const options = optionsWith(defaultOptions, { onInvalid: asked.onInvalid });
  return { entity: packageEntity, importerId, package: definition, ...fileOf(now, asked), ...options };
}

type File = Pick<ScheduleDefinition, "assetPath" | "sourceUrl" | "sourceAuth">;

/** Returns the schedule's file: the requested asset or source, or else the former one. */
function fileOf(
  { assetPath, sourceUrl, sourceAuth }: File,
  { asset, source }: Pick<NonNullable<Change["import"]>, "asset" | "source">,
): File {
  if (asset !== undefined) return { assetPath: checkAssetPath(asset), sourceUrl: null, sourceAuth: null };
  if (source === undefined) return { assetPath, sourceUrl, sourceAuth };
  return { assetPath: sourcePath(source.url), sourceUrl: source.url, sourceAuth: source.auth };
}

/**
 * Returns a schedule with the changes of a request; omitted fields stay as they are. `UNKNOWN_ENTITY`,
 * `INVALID_ASSET_PATH`, `INVALID_PACKAGE`. `INVALID_BODY` if rows replace a package and the request does not name their
 * entity, or if a number of rows is expected of a package.
 */
export function changed(
  now: ScheduleDefinition,
  { import: asked, package: pack, expect, ...change }: Change,
  changedBy = now.requestedBy,
): ScheduleDefinition {
  const { cron, everySeconds, pauseAfterFailures } = change;
  return refuseRowsOfPackage({
    ...now,
    name: change.name ?? now.name,
    // The key that sets what is imported becomes the requester of the imports.
    requestedBy: asked || pack ? changedBy : now.requestedBy,
    ...(asked && importOf(now, asked)),
    ...(pack && packageOf(now, pack)),
    cron: cron ?? (everySeconds === undefined ? now.cron : null),
    everySeconds: everySeconds ?? (cron === undefined ? now.everySeconds : null),
    expect: expect === undefined ? now.expect : expect,
    timeZone: change.timeZone ?? now.timeZone,
    catchUpSeconds: change.catchUpSeconds ?? now.catchUpSeconds,
    jitterSeconds: change.jitterSeconds ?? now.jitterSeconds,
    skipIfUnchanged: change.skipIfUnchanged ?? now.skipIfUnchanged,
    pauseAfterFailures: pauseAfterFailures === undefined ? now.pauseAfterFailures : pauseAfterFailures,
  });
}
