/**
 * Returns the task queue of steps that read a whole large file. These steps have slots of their own, so that slots for
 * small imports stay free.
 */
export function largeTaskQueue(taskQueue: string): string {
  return `${taskQueue}-large`;
}

/** Returns the task queue of steps that wait for other servers. Slow servers delay only these steps. */
export function sourceTaskQueue(taskQueue: string): string {
  return `${taskQueue}-sources`;
}

/** Returns the task queue of deliveries to webhooks, whose servers may be slow as well. */
export function webhookTaskQueue(taskQueue: string): string {
  return `${taskQueue}-webhooks`;
}
