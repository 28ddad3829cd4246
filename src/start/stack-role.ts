/** `all` runs everything in one process, and embeds each server that is not configured. */
export const stackRoles = ["all", "http", "worker", "migrate"] as const;
export type StackRole = (typeof stackRoles)[number];
