import { z } from "zod";
import { importModes, invalidRowPolicies } from "./job.js";

/** The options of every import, however it is started. */
export const importOptionFields = {
  mode: z.enum(importModes),
  dryRun: z.boolean(),
  onInvalid: z.enum(invalidRowPolicies),
  /** Whether the response contains the global validation. The findings are kept current in any case. */
  globalValidation: z.boolean(),
  /** The file of an archive to import; null: its only file. */
  member: z.string().nullable().default(null),
  /** The sheet of a workbook to import; null: the first visible sheet. */
  sheet: z.string().nullable().default(null),
};

const importOptions = z.object(importOptionFields).readonly();

export type ImportOptions = z.infer<typeof importOptions>;

export const defaultOptions: ImportOptions = {
  mode: "upsert",
  dryRun: false,
  onInvalid: "skip",
  globalValidation: true,
  member: null,
  sheet: null,
};

/** Returns only the options of a job or a schedule. */
export function optionsOf(row: ImportOptions): ImportOptions {
  return importOptions.parse(row);
}

/** Returns options with the requested changes. All others keep their values. */
export function optionsWith(
  now: ImportOptions,
  asked: { readonly [Name in keyof ImportOptions]?: ImportOptions[Name] | undefined },
): ImportOptions {
  return {
    mode: asked.mode ?? now.mode,
    dryRun: asked.dryRun ?? now.dryRun,
    onInvalid: asked.onInvalid ?? now.onInvalid,
    globalValidation: asked.globalValidation ?? now.globalValidation,
    member: asked.member === undefined ? now.member : asked.member,
    sheet: asked.sheet === undefined ? now.sheet : asked.sheet,
  };
}
