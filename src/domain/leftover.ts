/**
 * The kinds of data that are deleted once nothing needs them, in the order of deletion: deleting one kind may free data
 * of a later kind. The label is for people.
 */
export const leftoverKinds = [
  { kind: "stagingTables", label: "tables of imports that are over" },
  { kind: "bodies", label: "bodies and uploads that no import needs" },
  { kind: "images", label: "imports that can no longer be undone" },
  { kind: "reports", label: "jobs whose reports are past their time" },
  { kind: "jobs", label: "jobs past their time" },
  { kind: "findings", label: "closed findings that no kept job shows" },
  { kind: "erasures", label: "erasures that no open import has to know of" },
  { kind: "blobs", label: "stored bytes that neither a path nor a kept job needs" },
  { kind: "auditEvents", label: "events of the audit trail past their time" },
  { kind: "webhookDeliveries", label: "deliveries to webhooks past their time" },
] as const;

export type LeftoverKind = (typeof leftoverKinds)[number]["kind"];
