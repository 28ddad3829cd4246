import { z } from "@hono/zod-openapi";
import { mappingSchema } from "../../domain/mapping/mapping.js";
import { checkPackage } from "../../domain/packages/check-package.js";
import { failurePolicies, type PackageDefinition, packageSchema } from "../../domain/packages/package.js";
import { presetNames } from "../../domain/packages/preset-names.js";
import {
  assetPathField,
  entityField,
  importerIdField,
  modeField,
  onInvalidField,
  plainText,
  sourceField,
} from "../request/fields.js";

const fileSchema = z.strictObject({
  member: plainText(1_024).openapi({ description: "The file's name in the archive." }),
  entity: entityField,
  mode: modeField.optional(),
  mapping: z
    .strictObject(mappingSchema.shape)
    .nullable()
    .optional()
    .openapi({ description: "What its columns and values mean; without it, as the importer's stored mapping says." }),
});

/** A package in the body of a POST, or of a schedule. */
export const packageRequestSchema = z
  .strictObject({
    asset: assetPathField.optional().openapi({ description: "Path of an uploaded zip; either this or source." }),
    source: sourceField.optional().openapi({ description: "A zip on another server." }),
    importerId: importerIdField.optional(),
    preset: z
      .enum(presetNames)
      .optional()
      .openapi({ description: "A known format of archives; either this or files." }),
    mode: modeField.optional().openapi({
      description: "How a preset's files are imported; without it, as the preset and the archive's manifest say.",
    }),
    files: z.array(fileSchema).min(1).max(100).optional(),
    onInvalid: onInvalidField.optional(),
    onFailure: z.enum(failurePolicies).optional().openapi({
      description: "stop (default): after a file that failed no other one is imported; continue: the others are.",
    }),
  })
  .refine(({ asset, source }) => (asset === undefined) !== (source === undefined), {
    message: "needs either asset or source",
  })
  .refine(({ preset, files }) => (preset === undefined) !== (files === undefined), {
    message: "needs either preset or files",
  })
  .openapi("PackageRequest", {
    allOf: [
      { oneOf: [{ required: ["asset"] }, { required: ["source"] }] },
      { oneOf: [{ required: ["preset"] }, { required: ["files"] }] },
    ],
    example: { asset: "nightly/roster.zip", preset: "oneroster-1.1" },
  });

type PackageRequest = z.infer<typeof packageRequestSchema>;

/** Built from the shape of the domain's schema: only a schema that is created here can have an OpenAPI part. */
export const shownPackageSchema = z.object(packageSchema.shape);

/** Returns the definition of a package from a request. `INVALID_PACKAGE`, `UNKNOWN_ENTITY` */
export function packageDefinition({ preset, mode, files, onFailure }: PackageRequest): PackageDefinition {
  const definition = packageSchema.parse({
    ...{ preset: preset ?? null, mode: mode ?? null },
    ...{ files: files ?? [], onFailure: onFailure ?? "stop" },
  });
  checkPackage(definition);
  return definition;
}
