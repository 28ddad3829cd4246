import { listStrayStaging, removeStrayStaging } from "../db/stray-staging.js";
import type { Leftover } from "./leftover.js";

/** What imports left in the tables that many of them share. */
export function stagingIn(tables: readonly string[]): Leftover {
  return {
    async find({ db }) {
      const stray = await listStrayStaging(db.query, tables);
      return { count: stray.length, example: stray[0]?.jobId ?? null };
    },
    async remove({ db }, signal) {
      const stray = await listStrayStaging(db.query, tables);
      for (const staging of stray) await removeStrayStaging(db.query, staging, signal);
      return stray.length;
    },
  };
}
