/** `all` is everything in one process, with an embedded part for each that is not configured. */
export const stackRoles = ["all", "http", "worker", "migrate"] as const;
export type StackRole = (typeof stackRoles)[number];
