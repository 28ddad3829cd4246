import type { Migration } from "kysely";
import * as jobsAndAssets from "./001-jobs-and-assets.js";
import * as events from "./002-events.js";

/** Every migration, in order; a landed one never changes. */
export const migrations: Readonly<Record<string, Migration>> = {
  "001-jobs-and-assets": jobsAndAssets,
  "002-events": events,
};
