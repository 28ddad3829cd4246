import { canvasSis } from "./canvas-sis.js";
import { oneRoster11, oneRoster12 } from "./one-roster.js";
import type { Preset } from "./preset.js";
import { type PresetName, presetNames } from "./preset-names.js";
import { sds21 } from "./sds.js";

/** Formats of archives that other systems export, as data. */
export const presets: Readonly<Record<PresetName, Preset>> = {
  "canvas-sis": canvasSis,
  "sds-2.1": sds21,
  "oneroster-1.1": oneRoster11,
  "oneroster-1.2": oneRoster12,
};

/** Returns the names of the files that a preset reads, in lower case. */
export function filesOfPreset({ files, manifest }: Preset): ReadonlySet<string> {
  const used = Object.values(files).flatMap(({ file, lists = {} }) => [
    file,
    ...Object.values(lists).map((list) => list.file),
  ]);
  return new Set([...used, ...(manifest === undefined ? [] : [manifest])]);
}

/** The name of a file in an archive, without its folders and in lower case. */
export function baseName(path: string): string {
  return (path.split("/").at(-1) ?? "").toLowerCase();
}

/** Returns the preset that reads most of an archive's files; the first if several read the same number. */
export function likelyPreset(names: readonly string[]): PresetName {
  const found = names.map(baseName);
  const known = (name: PresetName) => found.filter((file) => filesOfPreset(presets[name]).has(file)).length;
  return presetNames.toSorted((a, b) => known(b) - known(a))[0] ?? presetNames[0];
}
