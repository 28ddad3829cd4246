import type { ColumnType, Generated, JSONColumnType } from "kysely";
import type { Actor, AuditAction, AuditedSettings } from "../domain/audit.js";
import type { DetectedFile } from "../domain/detected-file.js";
import type { Entities, EntityName } from "../domain/entities/index.js";
import type { Fields, StoredRow } from "../domain/entity.js";
import type { Expectation } from "../domain/expectation.js";
import type { FileLayout } from "../domain/file-layout.js";
import type { ApprovalQuestion, Hold } from "../domain/hold.js";
import type { FindingCode } from "../domain/integrity-rule.js";
import type { Issue } from "../domain/issue.js";
import type {
  FileWarnings,
  ImportMode,
  InvalidRowPolicy,
  JobBody,
  JobCounts,
  JobError,
  JobStage,
  JobState,
} from "../domain/job.js";
import type { MappingDefinition, PinnedMapping } from "../domain/mapping/mapping.js";
import type { DerivedPart, PackageDefinition, PackagePlan } from "../domain/packages/package.js";
import type { Role } from "../domain/role.js";
import type { RunOutcome } from "../domain/schedule.js";
import type { ScheduleDefinition } from "../domain/schedule-definition.js";
import type { Difference, UndoOutcome } from "../domain/stored-row.js";
import type { DeliveryState } from "../domain/webhooks/delivery.js";
import type { EventType, testEvent } from "../domain/webhooks/event.js";
import type { DisabledBecause } from "../domain/webhooks/webhook.js";

type Moment = ColumnType<Date, Date | string, Date | string>;
type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Json<T> = ColumnType<T, string, string>;
type NullableJson<T> = ColumnType<T | null, string | null, string | null>;

export interface ApiKeyTable {
  id: string;
  tenantId: string;
  name: string;
  role: Role;
  hash: string;
  /** Of its scopes (`KeyScopes`). */
  entities: string[] | null;
  importers: string[] | null;
  approve: Generated<boolean>;
  createdAt: Generated<Date>;
  expiresAt: Moment | null;
  lastUsedAt: Moment | null;
  revokedAt: Moment | null;
  /** The key that took its name over when it was rotated. */
  replacedBy: string | null;
}

/** What a tenant decided in place of the defaults. */
export interface TenantPolicyTable {
  tenantId: string;
  requireSecondApprover: boolean;
}

/** A signed-in browser, or a link that signs one in, by the hash of its secret. */
export interface ConsoleSessionTable {
  hash: string;
  kind: "link" | "session";
  keyId: string;
  expiresAt: Moment;
}

/** A path's pointer to bytes, which lie by tenant and sha256. */
export interface AssetTable {
  tenantId: string;
  path: string;
  sha256: string;
  size: number;
  contentType: string;
  createdAt: Generated<Date>;
}

export interface JobTable {
  id: string;
  acceptedNo: ColumnType<number, never, never>;
  tenantId: string;
  entity: string;
  importerId: string;
  mode: ImportMode;
  dryRun: boolean;
  onInvalid: InvalidRowPolicy;
  requestedBy: string;
  fingerprint: string;
  idempotencyKey: string | null;
  /** The job whose bytes and options this one took over. */
  retryOf: string | null;
  /** The job some of whose rejected rows this one brings again, corrected. */
  correctionOf: string | null;
  assetPath: string;
  assetSha256: string;
  assetSize: number;
  assetContentType: string;
  /** Where the bytes are downloaded from, and the name of the credential that opens it; null: they were uploaded. */
  sourceUrl: string | null;
  sourceAuth: string | null;
  /** What the source's server said about the version that was downloaded: its ETag, or its time. */
  sourceVersion: string | null;
  member: string | null;
  sheet: string | null;
  /** How an archive with several files is imported; null: the job imports rows. */
  package: NullableJson<PackageDefinition>;
  /** What its files become; null before it was opened. */
  packagePlan: NullableJson<PackagePlan>;
  /** The job of the package that this job's file came in, and its place there. */
  packageId: string | null;
  packageNo: number | null;
  /** Which file of a preset it imports; null: the file as it is. */
  derived: NullableJson<DerivedPart>;
  /** The plain bytes that were made of the asset; null: it is plain, or has not been unpacked yet. */
  plainSha256: string | null;
  detected: NullableJson<DetectedFile>;
  /** The importer's mapping for the entity, as it was when the job was accepted. */
  mapping: NullableJson<PinnedMapping>;
  state: Generated<JobState>;
  layout: NullableJson<FileLayout>;
  rowsTotal: number | null;
  warnings: JSONColumnType<FileWarnings & object, string | undefined>;
  counts: NullableJson<JobCounts>;
  issuesByCode: JSONColumnType<Record<string, number>, string | undefined>;
  error: NullableJson<JobError>;
  /** Whether the answer has the global validation; the findings are kept current all the same. */
  globalValidation: Generated<boolean>;
  /** The version of the tenant's findings that the job left, or that a dry run looked at. */
  integrityVersion: number | null;
  /** The schedule whose file it imports: its own, or that of the job which it tries again. */
  fileOf: string | null;
  /** How many findings the job opened and closed; null: it has not ended, or did before this was kept. */
  findingsOpened: number | null;
  findingsClosed: number | null;
  body: Generated<JobBody>;
  bodyDeletedAt: Moment | null;
  /** A name that its entity does not have is a secret's, or may be: a spooled body then goes with the job's end. */
  namesSecret: Generated<boolean>;
  /** Since when single rows are no longer known. */
  reportsDeletedAt: Moment | null;
  /** Since when the job has a place among those of its tenant that run; null: it is parked. */
  admittedAt: Moment | null;
  /** It is ready to be applied, and an earlier job of its importer and entity is not (section D 9). */
  waitsForTurn: Generated<boolean>;
  /** Its workflow has asked whether its changes may be made, and has not heard that they may (section D 10). */
  waitsForApproval: Generated<boolean>;
  approval: NullableJson<ApprovalQuestion>;
  askedAt: Moment | null;
  approvedAt: Moment | null;
  approvedBy: string | null;
  /** What undoing it needs: all of it is kept, or it is being removed, or there is none. */
  images: Generated<"none" | "kept" | "going">;
  /** How many of the before-images an erasure removed. */
  imagesErased: Generated<number>;
  /** The place of its undoing in the line of imports; null: none was requested. */
  undoNo: number | null;
  undoWorkflowId: string | null;
  undoRequestedAt: Moment | null;
  undoRequestedBy: string | null;
  undoWaitsForTurn: Generated<boolean>;
  undoEndedAt: Moment | null;
  undo: NullableJson<UndoOutcome>;
  /** The schedule that it is a run of. */
  scheduleId: ColumnType<string | null, string | null | undefined, never>;
  workflowId: string;
  /** Where in its trace it was accepted, as W3C Trace Context has it; null: it was not traced. */
  traceparent: string | null;
  workflowStartedAt: Moment | null;
  createdAt: Generated<Date>;
  startedAt: Moment | null;
  finishedAt: Moment | null;
}

/** A key that came with a repeated retry, and the retry that it was answered with. */
export interface RetryKeyTable {
  tenantId: string;
  key: string;
  fingerprint: string;
  jobId: string;
}

/** When an open job was last looked at by a starter. */
export interface JobCheckTable {
  jobId: string;
  checkedAt: Generated<Date>;
}

/** How far an open job was at the last look. */
export interface JobProgressTable {
  jobId: string;
  stage: JobStage | null;
  percent: number;
  rowsRead: number;
  rowsPerSecond: number | null;
}

export interface ChunkTable {
  jobId: string;
  no: number;
  byteStart: number;
  byteEnd: number;
  firstLine: number;
  rows: number;
}

export interface RowReportTable {
  jobId: string;
  line: number;
  byteStart: number;
  byteLength: number;
  outcome: "valid" | "invalid";
  /** The row's id, as far as it could be read. */
  key: string | null;
  issues: Json<Issue[]>;
}

/** A stored row that a job would delete or update, or that its undoing left alone. */
export interface StoredRowReportTable {
  jobId: string;
  outcome: "updated" | "deleted" | "moved_on";
  id: string;
  /** What would change about a row that would be updated. */
  differences: NullableJson<Difference[]>;
}

/** A finding of the global validation, in force from one version of its tenant's findings until another. */
export interface IntegrityIssueTable {
  tenantId: string;
  entity: string;
  id: string;
  code: FindingCode;
  field: string;
  targetEntity: string;
  targetId: string;
  sinceVersion: number;
  untilVersion: number | null;
}

export interface IntegrityPreviewTable {
  jobId: string;
  opened: boolean;
  entity: string;
  id: string;
  code: FindingCode;
  field: string;
  targetEntity: string;
  targetId: string;
}

/** Whose findings a transaction looks at again; temporary, and empty at its beginning. */
export interface IntegritySubjectTable {
  entity: string;
  id: string;
}

/** An id that was erased, by its HMAC under each key in force: jobs accepted before leave it out. */
export interface ErasedSubjectTable {
  tenantId: string;
  entity: string;
  idHash: string;
  erasedAt: Generated<Date>;
}

/** Which secret key fingerprints are made under; one row, or none before the first start. */
export interface SecretKeyTable {
  isOnly: Generated<boolean>;
  id: string;
}

/** Counts the commits that wrote rows of an entity. */
export interface EntityVersionTable {
  tenantId: string;
  entity: string;
  version: number;
}

/** What opens a file on another server, by the name that its tenant gave it. */
export interface CredentialTable {
  tenantId: string;
  name: string;
  /** What may be shown of it. */
  shown: JSONColumnType<Record<string, unknown>>;
  /** Its secrets, under a sub-key of `BULKHEAD_SECRET_KEY`. */
  sealed: string;
  changedBy: string;
  changedAt: Generated<Date>;
}

/** How the files of an importer say what the fields of an entity are. */
export interface MappingTable {
  tenantId: string;
  importerId: string;
  entity: string;
  version: ColumnType<number, never, never>;
  definition: JSONColumnType<MappingDefinition>;
  changedBy: string;
  changedAt: Generated<Date>;
}

/** A repeatable import, as Temporal keeps it. */
export interface ScheduleTable extends Mutable<Omit<ScheduleDefinition, "package" | "expect">> {
  package: NullableJson<PackageDefinition>;
  expect: NullableJson<Expectation>;
  /** The bytes of the last file, and when they were new. */
  newSha256: string | null;
  newFileAt: Moment | null;
  /** Since when a new file is due; null: none is. */
  lateSince: Moment | null;
  paused: boolean;
  /** Why, in the words of the person or the process that paused it. */
  note: string | null;
  /** Failures before this no longer count. */
  failuresSince: Moment;
  /** How many of its times were left out so far, as Temporal counts them. */
  overlapsSeen: Generated<number>;
  missedSeen: Generated<number>;
  /** Until when those are recorded. */
  lookedAt: ColumnType<Date, never, Date>;
  /** When it was last handed to a process that compares it with Temporal. */
  checkedAt: ColumnType<Date, never, never>;
  createdAt: Generated<Date>;
  updatedAt: Generated<Date>;
}

export interface ScheduleRunTable {
  no: ColumnType<number, never, never>;
  scheduleId: string;
  at: Moment;
  /** The job itself says that it failed. */
  outcome: Exclude<RunOutcome, "failed">;
  jobId: string | null;
  /** The workflow run that recorded a skipped time; null: a look at the schedule inferred it, or the time has a job. */
  runId: string | null;
}

/** An entity's table: the declared columns, who delivered the row last, and the hash of the bytes it came from. */
export type EntityTable<F extends Fields> = StoredRow<F> & {
  tenantId: string;
  sourceHash: string | null;
  importerId: string;
  jobId: string;
  createdAt: Generated<Date>;
  updatedAt: Generated<Date>;
};

export type EntityTables = { [Name in EntityName]: EntityTable<Entities[Name]["fields"]> };

export interface LeaseTable {
  id: string;
  held: string;
  isExclusive: boolean;
  expiresAt: Moment;
}

export interface AuditEventTable {
  no: Generated<number>;
  at: Generated<Date>;
  tenantId: string;
  actorKind: Actor["kind"];
  actorId: string | null;
  actorName: string;
  action: AuditAction;
  object: string | null;
  requestId: string | null;
  address: string | null;
  before: NullableJson<AuditedSettings>;
  after: NullableJson<AuditedSettings>;
  count: Generated<number>;
}

/** How much an importer's file may change unasked. */
export interface HoldTable extends Hold {
  tenantId: string;
  importerId: string;
  entity: string;
  changedBy: string;
  changedAt: Generated<Date>;
}

/** Who gets events, and the outcome of the last deliveries. */
export interface WebhookTable {
  id: string;
  tenantId: string;
  url: string;
  events: EventType[];
  /** Certificates that are trusted in place of the public ones, in PEM. */
  ca: string | null;
  /** What events are signed with; null: they are mailed. */
  sealed: string | null;
  /** The secret before the last rotation, which signs as well until then. */
  formerSealed: string | null;
  formerUntil: Moment | null;
  /** Since when no delivery has succeeded although some were tried. */
  failingSince: Moment | null;
  disabledAt: Moment | null;
  disabledBecause: DisabledBecause | null;
  createdBy: string;
  createdAt: Generated<Date>;
}

/** An event for a webhook, and how far its delivery is. */
export interface WebhookDeliveryTable {
  id: Generated<string>;
  tenantId: string;
  webhookId: string;
  event: EventType | typeof testEvent;
  body: string;
  state: Generated<DeliveryState>;
  /** How often it was sent again; attempts are counted from 0 each time. */
  round: Generated<number>;
  attempts: Generated<number>;
  lastAttemptAt: Moment | null;
  /** An HTTP status, or the code of what went wrong before there was one. */
  lastAnswer: string | null;
  nextAttemptAt: Moment | null;
  claimedAt: Moment | null;
  workflowStartedAt: Moment | null;
  /** Of a mail: the transaction whose events it tells together. */
  digest: string | null;
  createdAt: Generated<Date>;
  endedAt: Moment | null;
}

export interface Schema extends EntityTables {
  auditEvent: AuditEventTable;
  apiKey: ApiKeyTable;
  tenantPolicy: TenantPolicyTable;
  tenantLimit: { tenantId: string; name: string; bound: number };
  consoleSession: ConsoleSessionTable;
  asset: AssetTable;
  storedBlob: { tenantId: string; sha256: string; size: number };
  job: JobTable;
  retryKey: RetryKeyTable;
  jobCheck: JobCheckTable;
  jobProgress: JobProgressTable;
  credential: CredentialTable;
  mapping: MappingTable;
  schedule: ScheduleTable;
  scheduleRun: ScheduleRunTable;
  lease: LeaseTable;
  chunk: ChunkTable;
  rowReport: RowReportTable;
  storedRowReport: StoredRowReportTable;
  entityVersion: EntityVersionTable;
  integrityVersion: { tenantId: string; version: number };
  integrityIssue: IntegrityIssueTable;
  integrityPreview: IntegrityPreviewTable;
  integritySubject: IntegritySubjectTable;
  erasedSubject: ErasedSubjectTable;
  secretKey: SecretKeyTable;
  hold: HoldTable;
  webhook: WebhookTable;
  webhookDelivery: WebhookDeliveryTable;
}
