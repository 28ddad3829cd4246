/**
 * The task queue of steps that read a whole large file: they have slots of their own, so small imports find others
 * free.
 */
export function largeTaskQueue(taskQueue: string): string {
  return `${taskQueue}-large`;
}

/** The task queue of steps that wait for other servers: slow ones hold up only each other. */
export function sourceTaskQueue(taskQueue: string): string {
  return `${taskQueue}-sources`;
}

/** The task queue of deliveries to webhooks, whose servers may be slow as well. */
export function webhookTaskQueue(taskQueue: string): string {
  return `${taskQueue}-webhooks`;
}
