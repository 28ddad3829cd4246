export const presetNames = ["canvas-sis", "sds-2.1", "oneroster-1.1", "oneroster-1.2"] as const;

export type PresetName = (typeof presetNames)[number];
