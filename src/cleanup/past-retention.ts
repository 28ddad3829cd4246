import type { Config } from "../config.js";
import { countPast, listPast, type Retained } from "../db/jobs/retention.js";
import { type Leftover, namesAtOnce, overdueDays } from "./leftover.js";

/** Data that jobs still have although they ended longer ago than a setting allows. */
export function pastRetention(retained: Retained, days: (config: Config) => number): Leftover {
  return {
    async find({ db, config }) {
      const { count, oldest } = await countPast(db.query, retained, days(config) + overdueDays);
      return { count, example: oldest };
    },
    async remove({ db, config }, signal) {
      for (let removed = 0; ; ) {
        const past = await listPast(db.query, retained, days(config), namesAtOnce);
        for (const jobId of past) await retained.remove(db.query, jobId, signal);
        removed += past.length;
        if (past.length < namesAtOnce) return removed;
      }
    },
  };
}
