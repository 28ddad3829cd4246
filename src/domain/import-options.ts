import { z } from "zod";
import { importModes, invalidRowPolicies } from "./job.js";

/** What may be said of every import, whichever way it is asked for. */
export const importOptionFields = {
  mode: z.enum(importModes),
  dryRun: z.boolean(),
  onInvalid: z.enum(invalidRowPolicies),
  /** Whether the answer has the global validation; the findings are kept current all the same. */
  globalValidation: z.boolean(),
  /** The file of an archive that is meant; null: its only one. */
  member: z.string().nullable().default(null),
  /** The sheet of a workbook that is meant; null: the first that is shown. */
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

/** The options alone, of a job or a schedule. */
export function optionsOf(row: ImportOptions): ImportOptions {
  return importOptions.parse(row);
}

/** Options of which some are asked for; the others stay. */
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
