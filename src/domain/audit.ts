/** What the audit trail tells of, declared once. */
export const auditActions = [
  "key.made",
  "key.revoked",
  "console.signed_in",
  "authentication.failed",
  "asset.stored",
  "asset.deleted",
  "asset.downloaded",
  "job.accepted",
  "job.approved",
  "job.cancelled",
  "job.undone",
  "rows.read",
  "rejects.downloaded",
  "schedule.created",
  "schedule.changed",
  "schedule.paused",
  "schedule.resumed",
  "schedule.deleted",
  "mapping.stored",
  "mapping.deleted",
  "credential.stored",
  "credential.deleted",
  "limits.changed",
  "subject.erased",
  "tenant.removed",
  "audit.read",
] as const;

export type AuditAction = (typeof auditActions)[number];

export const actorKinds = ["key", "console", "schedule", "operator", "system"] as const;

/** Who acts, and from where. */
export interface Actor {
  readonly kind: (typeof actorKinds)[number];
  /** Of the key or the schedule; null for the others. */
  readonly id: string | null;
  readonly name: string;
  /** The HTTP request; null where there was none. */
  readonly requestId: string | null;
  readonly address: string | null;
}

/** Settings as they were before and after an action, by their names. */
export type AuditedSettings = Readonly<Record<string, string | number | boolean | null>>;

/** An action. It never holds a cell of a file, a secret or an id that was erased. */
export interface AuditEvent {
  readonly tenantId: string;
  readonly action: AuditAction;
  /** What it was done to, such as `job:<id>` or `asset:<path>`; null where the action says it all. */
  readonly object: string | null;
  readonly before?: AuditedSettings | null;
  readonly after?: AuditedSettings | null;
}
