import { dropStrayTable, listStrayTables } from "../db/staging/stray-tables.js";
import type { Leftover } from "./leftover.js";

/** Staging tables of imports that have ended, or of no job. */
export const stagingTables: Leftover = {
  async find({ db }) {
    const tables = await listStrayTables(db.query);
    return { count: tables.length, example: tables[0] ?? null };
  },
  async remove({ db }, signal) {
    let dropped = 0;
    for (const table of await listStrayTables(db.query)) {
      signal.throwIfAborted();
      if (await dropStrayTable(db, table)) dropped++;
    }
    return dropped;
  },
};
