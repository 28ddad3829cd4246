import { countSettledErasures, removeSettledErasures } from "../db/rows/erased-subjects.js";
import { type Leftover, overdueDays } from "./leftover.js";

/** The memory that an id was erased, for imports that were accepted before. */
export const erasures: Leftover = {
  find: async ({ db }) => ({ count: await countSettledErasures(db.query, overdueDays), example: null }),
  remove: ({ db }, signal) => removeSettledErasures(db.query, signal),
};
