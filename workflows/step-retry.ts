/** How Temporal retries a step: without end, since a fault of the file is no retryable failure. */
export const retry = {
  initialInterval: "500 milliseconds",
  backoffCoefficient: 2,
  maximumInterval: "15 seconds",
} as const;

export const heartbeatTimeout = "10 seconds";
