/** The actions that the audit trail records for a tenant, declared once. */
export const tenantActions = [
  "key.made",
  "key.rotated",
  "key.revoked",
  "console.link_made",
  "console.signed_in",
  "asset.stored",
  "asset.deleted",
  "asset.downloaded",
  "job.accepted",
  "job.approved",
  "job.cancelled",
  "job.undo_requested",
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
  "hold.stored",
  "hold.deleted",
  "webhook.created",
  "webhook.changed",
  "webhook.rotated",
  "webhook.tested",
  "webhook.disabled",
  "webhook.redelivered",
  "webhook.deleted",
  "limits.changed",
  "policy.changed",
  "subject.erased",
  "tenant.removed",
  "audit.read",
] as const;

/** All actions. Failed authentications belong to no tenant. */
export const auditActions = [...tenantActions, "authentication.failed"] as const;

export type TenantAction = (typeof tenantActions)[number];
export type AuditAction = (typeof auditActions)[number];

export const actorKinds = ["key", "console", "schedule", "operator", "system"] as const;

/** Who acts, and from where. */
export interface Actor {
  readonly kind: (typeof actorKinds)[number];
  /** The id of the key, of the session's key, or of the schedule; null for the other kinds. */
  readonly id: string | null;
  readonly name: string;
  /** The id of the HTTP request; null if there was none. */
  readonly requestId: string | null;
  readonly address: string | null;
}

/** Settings as they were before and after an action, by their names. */
export type AuditedSettings = Readonly<Record<string, string | number | boolean | null>>;

/** An action. It never holds a cell of a file, a secret or an id that was erased. */
export interface AuditEvent {
  readonly tenantId: string;
  readonly action: TenantAction;
  /** The object of the action, such as `job:<id>` or `asset:<path>`; null if the action has none. */
  readonly object: string | null;
  readonly before?: AuditedSettings | null;
  readonly after?: AuditedSettings | null;
}
