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
  /** The key's scopes (`KeyScopes`): `entities`, `importers` and `approve`. */
  entities: string[] | null;
  importers: string[] | null;
  approve: Generated<boolean>;
  createdAt: Generated<Date>;
  expiresAt: Moment | null;
  lastUsedAt: Moment | null;
  revokedAt: Moment | null;
  /** The key that took over this key's name when it was rotated. */
  replacedBy: string | null;
}

/** A tenant's settings that replace the defaults. */
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

/** A path's pointer to bytes, which are stored by tenant and sha256. */
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
  /** The job that this job retries, and whose bytes and options it took over. */
  retryOf: string | null;
  /** The job of which this job imports some rejected rows again, corrected. */
  correctionOf: string | null;
  assetPath: string;
  assetSha256: string;
  assetSize: number;
  assetContentType: string;
  /** The URL that the bytes are downloaded from, and the name of its credential; null: the bytes were uploaded. */
  sourceUrl: string | null;
  sourceAuth: string | null;
  /** The version that was downloaded, as the source's server names it: its ETag, or its time. */
  sourceVersion: string | null;
  member: string | null;
  sheet: string | null;
  /** How an archive with several files is imported; null: the job imports rows. */
  package: NullableJson<PackageDefinition>;
  /** How the files of the archive are imported; null before the archive was opened. */
  packagePlan: NullableJson<PackagePlan>;
  /** The job of the package that contains this job's file, and the file's place in the package. */
  packageId: string | null;
  packageNo: number | null;
  /** Which file of a preset the job imports; null: the file as it is. */
  derived: NullableJson<DerivedPart>;
  /** The sha256 of the bytes unpacked from the asset; null: the asset is plain, or not unpacked yet. */
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
  /** Whether responses include the global validation. The findings are kept current in either case. */
  globalValidation: Generated<boolean>;
  /** The version of the tenant's findings after the job, or the version that a dry run checked against. */
  integrityVersion: number | null;
  /** The schedule whose file the job imports: the job's own schedule, or that of the job it retries. */
  fileOf: string | null;
  /** How many findings the job opened and closed; null: it has not ended, or ended before these counts were stored. */
  findingsOpened: number | null;
  findingsClosed: number | null;
  body: Generated<JobBody>;
  bodyDeletedAt: Moment | null;
  /**
   * Whether a column of the file holds a secret by its name, or may hold one. A spooled body is then deleted at the
   * job's end.
   */
  namesSecret: Generated<boolean>;
  /** When the deletion of the reports about single rows began. */
  reportsDeletedAt: Moment | null;
  /** When the job got a place among its tenant's running jobs; null: the job is parked. */
  admittedAt: Moment | null;
  /**
   * Whether the job is ready to be applied, but an earlier job of its importer and entity is still open (section D 9).
   */
  waitsForTurn: Generated<boolean>;
  /** Whether the job's workflow has asked for an approval of its changes and has not received it (section D 10). */
  waitsForApproval: Generated<boolean>;
  approval: NullableJson<ApprovalQuestion>;
  askedAt: Moment | null;
  approvedAt: Moment | null;
  approvedBy: string | null;
  /** The before-images, which an undo needs: all are kept, or they are being deleted, or there are none. */
  images: Generated<"none" | "kept" | "going">;
  /** How many of the before-images an erasure removed. */
  imagesErased: Generated<number>;
  /** The place of the job's undo in the line of imports; null: none was requested. */
  undoNo: number | null;
  undoWorkflowId: string | null;
  undoRequestedAt: Moment | null;
  undoRequestedBy: string | null;
  undoWaitsForTurn: Generated<boolean>;
  undoEndedAt: Moment | null;
  undo: NullableJson<UndoOutcome>;
  /** The schedule of which the job is a run. */
  scheduleId: ColumnType<string | null, string | null | undefined, never>;
  workflowId: string;
  /** The trace context in which the job was accepted, as a W3C `traceparent`; null: it was not traced. */
  traceparent: string | null;
  workflowStartedAt: Moment | null;
  createdAt: Generated<Date>;
  startedAt: Moment | null;
  finishedAt: Moment | null;
}

/** The Idempotency-Key of a request that repeated a retry, and the retry job that answered the request. */
export interface RetryKeyTable {
  tenantId: string;
  key: string;
  fingerprint: string;
  jobId: string;
}

/** When a starter last claimed a job for a check. */
export interface JobCheckTable {
  jobId: string;
  checkedAt: Generated<Date>;
}

/** The furthest known progress of an open job. */
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

/** A stored row that a job would delete or update, or that the job's undo left alone. */
export interface StoredRowReportTable {
  jobId: string;
  outcome: "updated" | "deleted" | "moved_on";
  id: string;
  /** The fields that would change in a row that would be updated. */
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

/**
 * The rows whose findings a transaction checks again. The table is temporary, and empty when the transaction begins.
 */
export interface IntegritySubjectTable {
  entity: string;
  id: string;
}

/** An erased id, as its HMAC under each valid key. Jobs that were accepted before the erasure leave the id out. */
export interface ErasedSubjectTable {
  tenantId: string;
  entity: string;
  idHash: string;
  erasedAt: Generated<Date>;
}

/** The id of the secret key that fingerprints are made with. One row, or none before the first start. */
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

/** A credential for files on another server, by the name that its tenant gave it. */
export interface CredentialTable {
  tenantId: string;
  name: string;
  /** The parts of the credential that may be shown. */
  shown: JSONColumnType<Record<string, unknown>>;
  /** The secrets, encrypted under a sub-key of `BULKHEAD_SECRET_KEY`. */
  sealed: string;
  changedBy: string;
  changedAt: Generated<Date>;
}

/** How the columns of an importer's files map to the fields of an entity. */
export interface MappingTable {
  tenantId: string;
  importerId: string;
  entity: string;
  version: ColumnType<number, never, never>;
  definition: JSONColumnType<MappingDefinition>;
  changedBy: string;
  changedAt: Generated<Date>;
}

/** A repeatable import, as a copy of Temporal's schedule. */
export interface ScheduleTable extends Mutable<Omit<ScheduleDefinition, "package" | "expect">> {
  package: NullableJson<PackageDefinition>;
  expect: NullableJson<Expectation>;
  /** The sha256 of the last file, and when those bytes were new. */
  newSha256: string | null;
  newFileAt: Moment | null;
  /** Since when a new file is overdue; null: none is. */
  lateSince: Moment | null;
  paused: boolean;
  /** Why the schedule is paused, in the words of the person or the process that paused it. */
  note: string | null;
  /** Failures before this moment do not count. */
  failuresSince: Moment;
  /** How many runs Temporal has skipped so far, by its own count. */
  overlapsSeen: Generated<number>;
  missedSeen: Generated<number>;
  /** Until when the skipped runs are recorded. */
  lookedAt: ColumnType<Date, never, Date>;
  /** When a process last claimed the schedule to compare it with Temporal. */
  checkedAt: ColumnType<Date, never, never>;
  createdAt: Generated<Date>;
  updatedAt: Generated<Date>;
}

export interface ScheduleRunTable {
  no: ColumnType<number, never, never>;
  scheduleId: string;
  at: Moment;
  /** Never `failed`: the job itself records its failure. */
  outcome: Exclude<RunOutcome, "failed">;
  jobId: string | null;
  /**
   * The workflow run that recorded a skipped time; null: a check of the schedule inferred it, or the time has a job.
   */
  runId: string | null;
}

/**
 * An entity's table: the declared columns, the importer and job that wrote the row last, and the hash of the bytes it
 * came from.
 */
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

/** How much an importer's file may change without an approval. */
export interface HoldTable extends Hold {
  tenantId: string;
  importerId: string;
  entity: string;
  changedBy: string;
  changedAt: Generated<Date>;
}

/** A receiver of events, and the outcome of its last deliveries. */
export interface WebhookTable {
  id: string;
  tenantId: string;
  url: string;
  events: EventType[];
  /** Certificates that are trusted in place of the public ones, in PEM. */
  ca: string | null;
  /** The secret that signs events, encrypted; null: the events are mailed. */
  sealed: string | null;
  /** The secret before the last rotation, which also signs until `formerUntil`. */
  formerSealed: string | null;
  formerUntil: Moment | null;
  /** Since when all attempted deliveries have failed. */
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
  /** How often the event was resent. Each time the attempts are counted from 0. */
  round: Generated<number>;
  attempts: Generated<number>;
  lastAttemptAt: Moment | null;
  /** The HTTP status of the last response, or the code of the error if there was none. */
  lastAnswer: string | null;
  nextAttemptAt: Moment | null;
  claimedAt: Moment | null;
  workflowStartedAt: Moment | null;
  /** For a mail: the transaction whose events the mail combines. */
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
