import { countSettledErasures, removeSettledErasures } from "../db/rows/erased-subjects.js";
import { type Leftover, overdueDays } from "./leftover.js";

/** Stored ids of erased subjects, which imports that were accepted before the erasure need. */
export const erasures: Leftover = {
  find: async ({ db }) => ({ count: await countSettledErasures(db.query, overdueDays), example: null }),
  remove: ({ db }, signal) => removeSettledErasures(db.query, signal),
};
