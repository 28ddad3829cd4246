/** The types of events that webhooks receive, declared once. */
export const eventTypes = [
  "job.completed",
  "job.completed_with_rejects",
  "job.failed",
  "job.cancelled",
  "job.awaiting_approval",
  "job.undone",
  "schedule.paused",
  "schedule.missed",
  "delivery.late",
  "integrity.changed",
] as const;

export type EventType = (typeof eventTypes)[number];

/** The event that a webhook gets when a person tests it. */
export const testEvent = "webhook.test";

/**
 * The data of an event: ids, counts, codes and addresses within Bulkhead. It never contains a cell of a file, a path or
 * a secret.
 */
export type EventData = Readonly<Record<string, unknown>>;

export interface TenantEvent {
  readonly tenantId: string;
  readonly type: EventType;
  readonly data: EventData;
}

/** Returns the body of each attempt to deliver an event, in the format of the Standard Webhooks specification (1.0). */
export function eventBody(type: EventType | typeof testEvent, data: EventData, at: Date): string {
  return JSON.stringify({ type, timestamp: at.toISOString(), data });
}
