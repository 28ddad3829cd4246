/** The role of loops and of the steps of imports. It sees the rows of all tenants. */
export const processRole = "bulkhead_process";
/** The role of requests. It sees the rows of one tenant at a time. */
export const requestRole = "bulkhead_request";

export type DatabaseRole = typeof processRole | typeof requestRole;

/**
 * The schema of the views through which requests read the tables that imports copy into. It is first in the search path
 * of requests.
 */
export const viewSchema = "bulkhead_views";
