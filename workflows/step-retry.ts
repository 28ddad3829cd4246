/** How Temporal retries a step: without end, since a fault of the file is no retryable failure. */
export const retry = {
  initialInterval: "500 milliseconds",
  backoffCoefficient: 2,
  maximumInterval: "15 seconds",
} as const;

/** The retries of a step that waits for another server, which may be down for some minutes. */
export const sourceRetry = { ...retry, initialInterval: "1 second", maximumInterval: "1 minute" } as const;

/** The priority of steps that take milliseconds: they run before all others, and among them tenants take turns. */
export const quickPriority = { priorityKey: 1 } as const;

export const heartbeatTimeout = "10 seconds";
