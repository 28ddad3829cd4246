/** What loops and steps of imports act as: it sees the rows of all tenants. */
export const processRole = "bulkhead_process";
/** What requests act as: it sees the rows of one tenant at a time. */
export const requestRole = "bulkhead_request";

export type DatabaseRole = typeof processRole | typeof requestRole;

/**
 * The schema of the views through which requests read the tables that imports copy into; it comes first in their search
 * path.
 */
export const viewSchema = "bulkhead_views";
