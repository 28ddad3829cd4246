import { canvasSis } from "./canvas-sis.js";
import { oneRoster11, oneRoster12 } from "./one-roster.js";
import type { Preset } from "./preset.js";
import type { PresetName } from "./preset-names.js";
import { sds21 } from "./sds.js";

/** Formats of archives that other systems export, as data. */
export const presets: Readonly<Record<PresetName, Preset>> = {
  "canvas-sis": canvasSis,
  "sds-2.1": sds21,
  "oneroster-1.1": oneRoster11,
  "oneroster-1.2": oneRoster12,
};
