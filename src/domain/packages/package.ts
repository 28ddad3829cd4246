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
  /** What its columns and values mean; null: as the importer's stored mapping says. */
  mapping: mappingSchema.nullable().default(null),
};

/** How an archive is imported: by the files that are named, or by a preset that knows them. */
export const packageSchema = z.object({
  preset: z.enum(presetNames).nullable(),
  /** How a preset's files are imported; null: as the preset and the archive say. */
  mode: z.enum(importModes).nullable(),
  files: z.array(z.object(packageFileFields)),
  onFailure: z.enum(failurePolicies),
});

export type PackageDefinition = z.infer<typeof packageSchema>;

/** A file that is derived from files of a package, by the name that its preset gives it. */
const derivedPartSchema = z.object({ preset: z.enum(presetNames), file: z.string() });

export type DerivedPart = z.infer<typeof derivedPartSchema>;

/** What the files of a package become, in the order in which they are imported. */
const packagePlanSchema = z.object({
  parts: z.array(z.object({ ...packageFileFields, derived: derivedPartSchema.nullable() })),
  /** What the archive has and nothing imports, and why. */
  notTaken: z.array(z.object({ name: z.string(), reason: z.string() })),
});

export type PackagePlan = z.infer<typeof packagePlanSchema>;
export type PackagePart = PackagePlan["parts"][number];

/** The version of a mapping that a package brings for one of its files: stored ones count from 1. */
export const ownMappingVersion = 0;
