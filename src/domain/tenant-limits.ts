/** A limit on what a tenant may use. */
interface TenantLimit {
  readonly title: string;
  readonly unit:
    | "bytes"
    | "imports"
    | "schedules"
    | "webhooks"
    | "seconds"
    | "requests per second"
    | "connections"
    | "streams"
    | "uploads";
  /**
   * Whether the bound applies to the tenant as a whole, to the tenant in one HTTP process, or to one key in one HTTP
   * process.
   */
  readonly scope: "tenant" | "process" | "key";
  /** Least value of a bound, so that a tenant can still be served. */
  readonly least: number;
  /** The greatest value, if greater values would have no effect. */
  readonly most?: number;
  /** The advice to a client that reached the bound. */
  readonly hint: string;
}

/**
 * The limits on what one tenant may use, declared once. Each has a setting as its default, and a tenant can have bounds
 * of its own.
 */
export const tenantLimits = {
  storedBytes: {
    title: "Bytes in the store, of assets and of the files of jobs",
    unit: "bytes",
    scope: "tenant",
    least: 0,
    hint: "Delete assets.",
  },
  workingBytes: {
    title: "Bytes of the files that running imports read",
    unit: "bytes",
    scope: "tenant",
    least: 0,
    hint: "Wait for the running imports.",
  },
  openImports: {
    title: "Imports that are accepted and not finished",
    unit: "imports",
    scope: "tenant",
    least: 0,
    hint: "Wait until some have ended.",
  },
  runningImports: {
    title: "Imports that run; further ones stay queued",
    unit: "imports",
    scope: "tenant",
    least: 1,
    hint: "Wait for the running imports.",
  },
  schedules: { title: "Schedules", unit: "schedules", scope: "tenant", least: 0, hint: "Delete a schedule first." },
  webhooks: { title: "Webhooks", unit: "webhooks", scope: "tenant", least: 0, hint: "Delete a webhook first." },
  scheduleSeconds: {
    title: "Shortest time between two runs of a schedule",
    unit: "seconds",
    scope: "tenant",
    least: 1,
    most: 86_400,
    hint: "Choose other times.",
  },
  requestsPerSecond: { title: "Requests", unit: "requests per second", scope: "key", least: 1, hint: "Send fewer." },
  connections: {
    title: "Connections to Postgres that requests hold",
    unit: "connections",
    scope: "process",
    least: 1,
    most: 10,
    hint: "Send fewer requests at a time.",
  },
  streams: {
    title: "Open streams of a job's progress",
    unit: "streams",
    scope: "process",
    least: 0,
    hint: "Close a stream first.",
  },
  uploads: {
    title: "Uploads under way",
    unit: "uploads",
    scope: "process",
    least: 1,
    hint: "Wait until one has ended.",
  },
} as const satisfies Readonly<Record<string, TenantLimit>>;

export type LimitName = keyof typeof tenantLimits;

/** A bound for each limit. */
export type TenantBounds = Readonly<Record<LimitName, number>>;

export const limitNames = Object.keys(tenantLimits).filter(isLimitName);

export function isLimitName(name: string): name is LimitName {
  return Object.hasOwn(tenantLimits, name);
}
