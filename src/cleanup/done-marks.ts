import { listStrayMarks, removeStrayMarks } from "../db/staging/stray-staging.js";
import type { Leftover } from "./leftover.js";

/** The notes of imports that are over about which chunks they had loaded. */
export const doneMarks: Leftover = {
  async find({ db }) {
    const stray = await listStrayMarks(db.query);
    return { count: stray.length, example: stray[0] ?? null };
  },
  async remove({ db }, signal) {
    const stray = await listStrayMarks(db.query);
    for (const jobId of stray) await removeStrayMarks(db.query, jobId, signal);
    return stray.length;
  },
};
