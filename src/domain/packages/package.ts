import { z } from "zod";
import { importModes } from "../job.js";
import { mappingSchema } from "../mapping/mapping.js";
import { presetNames } from "./preset-names.js";

export const failurePolicies = ["stop", "continue"] as const;

/** A file of the archive, and how it is imported. */
const packageFileFields = {
  /** Its name in the archive. */
  member: z.string().min(1).max(1_024),
  entity: z.string(),
  mode: z.enum(importModes).default("upsert"),
  /** The meaning of its columns and values; null: as in the importer's stored mapping. */
  mapping: mappingSchema.nullable().default(null),
};

/** How an archive is imported: by a list of files, or by a preset that lists them. */
export const packageSchema = z.object({
  preset: z.enum(presetNames).nullable(),
  /** The mode of a preset's files; null: as defined by the preset and the archive. */
  mode: z.enum(importModes).nullable(),
  files: z.array(z.object(packageFileFields)),
  onFailure: z.enum(failurePolicies),
});

export type PackageDefinition = z.infer<typeof packageSchema>;

/** A file that is derived from files of a package. `file` is the name that its preset gives it. */
const derivedPartSchema = z.object({ preset: z.enum(presetNames), file: z.string() });

export type DerivedPart = z.infer<typeof derivedPartSchema>;

/** The imports of a package's files, in the order in which they run. */
const packagePlanSchema = z.object({
  parts: z.array(z.object({ ...packageFileFields, derived: derivedPartSchema.nullable() })),
  /** Names in the archive that are not imported, and why. */
  notTaken: z.array(z.object({ name: z.string(), reason: z.string() })),
});

export type PackagePlan = z.infer<typeof packagePlanSchema>;
export type PackagePart = PackagePlan["parts"][number];

/** The version of a mapping that a package defines for one of its files. Versions of stored mappings start at 1. */
export const ownMappingVersion = 0;
