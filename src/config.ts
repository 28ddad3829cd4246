import { isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type ClientConnectConfig, loadClientConnectConfig } from "@temporalio/envconfig";
import { z } from "zod";
import type { AssetLocation } from "./assets/open-asset-store.js";
import { isCron } from "./domain/cron.js";
import type { DeletionGuard } from "./domain/deletion-guard.js";

const whole = (fallback: number, min = 1, max = Number.MAX_SAFE_INTEGER) =>
  z.coerce.number().int().min(min).max(max).default(fallback);
const flag = (fallback: "true" | "false") =>
  z
    .enum(["true", "false"])
    .default(fallback)
    .transform((text) => text === "true");
const cron = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .refine((text) => text === "off" || isCron(text), "is neither a cron of five parts nor off");

/** Every setting, its default, and what it means; docs/settings.md is held against this list by a test. */
export const settings = z.object({
  PORT: whole(8080, 0).describe("Port of the HTTP API."),
  HOST: z.string().default("127.0.0.1").describe("Address the HTTP API listens on."),
  BULKHEAD_BODY_TIMEOUT_SECONDS: whole(60).describe(
    "How long a request's body may stand still before the request is ended.",
  ),
  BULKHEAD_KEEP_ALIVE_SECONDS: whole(75).describe(
    "How long an idle connection is kept; longer than the 60 s of most balancers, which else meet closed ones.",
  ),
  BULKHEAD_MAX_CONNECTIONS: whole(10_000).describe("Most connections to one HTTP process; more are closed at once."),
  DATABASE_URL: z.string().optional().describe("Postgres; unset: the embedded one."),
  TEMPORAL_CLI_PATH: z.string().optional().describe("The Temporal CLI for the embedded dev server."),
  TEMPORAL_UI_URL: z.string().optional().describe("Where people find the Temporal UI, for links."),
  BULKHEAD_DATA_DIR: z.string().default(".bulkhead").describe("Where embedded state, keys and local assets lie."),
  BULKHEAD_ASSETS: z
    .string()
    .optional()
    .describe("Asset store, file:<folder> or s3://<bucket>/<prefix>; unset: assets/ in the data folder."),
  BULKHEAD_S3_PATH_STYLE: flag("false").describe(
    "Whether the bucket stands in the path of S3 requests, not in the host.",
  ),
  BULKHEAD_RESERVE_BYTES: whole(64 * 2 ** 20, 0).describe(
    "Room on the disk of local assets below which uploads and imports are refused.",
  ),
  BULKHEAD_URL: z
    .string()
    .optional()
    .describe("Where the command line finds the HTTP API; unset: the one on this machine."),
  BULKHEAD_API_KEY: z
    .string()
    .optional()
    .describe("The key that the command line and the demo send; unset: the embedded one."),
  BULKHEAD_SECRET_KEY: z
    .string()
    .optional()
    .describe("32 bytes in base64 that tell a changed password; unset: the embedded one, kept in the data folder."),
  BULKHEAD_SECRET_KEY_PREVIOUS: z
    .string()
    .optional()
    .describe("Another such key, under which passwords are recognised as well, while the key is rotated."),
  BULKHEAD_TASK_QUEUE: z.string().default("bulkhead").describe("Temporal task queue of workers and imports."),
  BULKHEAD_SEARCH_ATTRIBUTES: flag("true").describe("Whether imports carry search attributes; they must exist."),
  BULKHEAD_ALLOW_PLAINTEXT: flag("false").describe(
    "Whether connections without TLS to other machines are meant to be; if not, the start warns of each.",
  ),
  BULKHEAD_LOG_LEVEL: z
    .enum(["debug", "info", "warn", "error", "silent"])
    .default("info")
    .describe("Least level logged."),
  BULKHEAD_WAIT_SECONDS: whole(10, 0).describe("How long contract A's POST waits for the import's end."),
  BULKHEAD_INTEGRITY_CRON: cron("30 2 * * *").describe(
    "When the whole database is validated anew, as cron in UTC; off: never.",
  ),
  BULKHEAD_CLEANUP_CRON: cron("10 * * * *").describe("When leftovers are removed, as cron in UTC; off: never."),
  BULKHEAD_KEEP_JOBS_DAYS: whole(90, 30).describe("How long a job and its Idempotency-Key are kept after its end."),
  BULKHEAD_KEEP_REPORTS_DAYS: whole(30).describe("How long a job's rows can be asked for after its end."),
  BULKHEAD_KEEP_UNDO_DAYS: whole(30).describe(
    "How long an import can be undone after its end; at most BULKHEAD_KEEP_JOBS_DAYS.",
  ),
  BULKHEAD_APPROVAL_SECONDS: whole(86_400, 1, 366 * 86_400).describe(
    "How long a snapshot waits for its deletions to be approved, at most 366 days.",
  ),
  BULKHEAD_LIST_WAIT_SECONDS: whole(30, 0).describe("How long contract B's POST waits for the import's end."),
  BULKHEAD_ACTIVITY_SLOTS: whole(4, 1, 100).describe(
    "Activities one worker runs at a time, and half as many more that read large files; each opens up to two connections to Postgres.",
  ),
  BULKHEAD_MAX_RUNNING_IMPORTS: whole(20).describe(
    "Most imports of one tenant that run at a time; others stay queued.",
  ),
  BULKHEAD_MAX_OPEN_IMPORTS: whole(10_000).describe("Most imports of one tenant that are accepted and not finished."),
  BULKHEAD_MAX_DELETED_PERCENT: whole(10, 0, 100).describe(
    "Most of an importer's rows, in percent, that a snapshot deletes without approval.",
  ),
  BULKHEAD_MAX_DELETED_ROWS: whole(1_000, 0).describe("Most rows that a snapshot deletes without approval."),
  BULKHEAD_MAX_ASSET_BYTES: whole(16 * 2 ** 30).describe("Largest asset."),
  BULKHEAD_MAX_LIST_BYTES: whole(2 ** 30).describe("Largest list in the body of contract B's POST."),
  BULKHEAD_MAX_BODY_BYTES: whole(2 ** 20).describe("Largest JSON body."),
  BULKHEAD_MAX_ROWS: whole(20_000_000).describe("Most rows of one file."),
  BULKHEAD_MAX_COLUMNS: whole(1_000).describe("Most columns of one header."),
  BULKHEAD_MAX_RECORD_BYTES: whole(8 * 2 ** 20).describe("Longest single record of a file."),
  BULKHEAD_MAX_ANSWER_ROWS: whole(1_000, 0).describe("Most rows in each array of contract A's answer."),
});

type Environment = Readonly<Record<string, string | undefined>>;

export interface Config {
  readonly http: {
    readonly host: string;
    readonly port: number;
    readonly bodyTimeoutMs: number;
    readonly keepAliveMs: number;
    readonly maxConnections: number;
  };
  /** Null: the embedded Postgres. */
  readonly databaseUrl: string | null;
  /** Null: the embedded dev server. */
  readonly temporal: ClientConnectConfig | null;
  readonly temporalCliPath: string | undefined;
  readonly temporalUiUrl: string | null;
  readonly searchPath: string;
  /** How this machine reaches the network; the only part of the environment that pip gets. */
  readonly networkEnvironment: Readonly<Record<string, string>>;
  readonly dataDir: string;
  readonly assets: AssetLocation;
  readonly apiUrl: string | undefined;
  readonly apiKey: string | undefined;
  readonly secretKey: string | undefined;
  readonly secretKeyPrevious: string | undefined;
  readonly taskQueue: string;
  readonly searchAttributes: boolean;
  readonly allowPlaintext: boolean;
  readonly logLevel: "debug" | "info" | "warn" | "error" | "silent";
  /** Null: never. */
  readonly integrityCron: string | null;
  /** Null: never. */
  readonly cleanupCron: string | null;
  readonly keepJobsDays: number;
  readonly keepReportsDays: number;
  readonly keepUndoDays: number;
  readonly approvalSeconds: number;
  readonly deletionGuard: DeletionGuard;
  readonly waitSeconds: number;
  readonly listWaitSeconds: number;
  readonly activitySlots: number;
  readonly largeFileSlots: number;
  /** Most connections to Postgres that a process opens, by what they are for. */
  readonly databaseConnections: { readonly work: number; readonly requests: number; readonly gate: number };
  readonly limits: {
    readonly maxRunningImports: number;
    readonly maxOpenImports: number;
    readonly maxAssetBytes: number;
    readonly maxListBytes: number;
    readonly maxBodyBytes: number;
    readonly maxRows: number;
    readonly maxColumns: number;
    readonly maxRecordBytes: number;
    readonly maxAnswerRows: number;
  };
}

/** A setting that cannot be used; its message is for the person who started the process. */
export class ConfigError extends Error {}

/** The only reader of the environment. */
export function readEnv(): Environment {
  return process.env;
}

export function toConfig(env: Environment): Config {
  const parsed = settings.safeParse(emptyIsUnset(env));
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    throw new ConfigError(`These settings cannot be used:\n  ${faults.join("\n  ")}`);
  }
  const set = parsed.data;
  if (set.BULKHEAD_KEEP_UNDO_DAYS > set.BULKHEAD_KEEP_JOBS_DAYS) {
    throw new ConfigError("BULKHEAD_KEEP_UNDO_DAYS must not exceed BULKHEAD_KEEP_JOBS_DAYS: an undo needs its job.");
  }
  const dataDir = resolve(set.BULKHEAD_DATA_DIR);
  return {
    http: {
      ...{ host: set.HOST, port: set.PORT, maxConnections: set.BULKHEAD_MAX_CONNECTIONS },
      bodyTimeoutMs: set.BULKHEAD_BODY_TIMEOUT_SECONDS * 1_000,
      keepAliveMs: set.BULKHEAD_KEEP_ALIVE_SECONDS * 1_000,
    },
    databaseUrl: set.DATABASE_URL ?? null,
    temporal: temporalConfig(env),
    temporalCliPath: set.TEMPORAL_CLI_PATH,
    temporalUiUrl: set.TEMPORAL_UI_URL ?? null,
    searchPath: env.PATH ?? "",
    networkEnvironment: networkEnvironment(env),
    dataDir,
    assets: assetLocation(set, dataDir, env),
    apiUrl: set.BULKHEAD_URL,
    apiKey: set.BULKHEAD_API_KEY,
    secretKey: set.BULKHEAD_SECRET_KEY,
    secretKeyPrevious: set.BULKHEAD_SECRET_KEY_PREVIOUS,
    taskQueue: set.BULKHEAD_TASK_QUEUE,
    searchAttributes: set.BULKHEAD_SEARCH_ATTRIBUTES,
    allowPlaintext: set.BULKHEAD_ALLOW_PLAINTEXT,
    logLevel: set.BULKHEAD_LOG_LEVEL,
    integrityCron: cronOrNever(set.BULKHEAD_INTEGRITY_CRON),
    cleanupCron: cronOrNever(set.BULKHEAD_CLEANUP_CRON),
    keepJobsDays: set.BULKHEAD_KEEP_JOBS_DAYS,
    keepReportsDays: set.BULKHEAD_KEEP_REPORTS_DAYS,
    keepUndoDays: set.BULKHEAD_KEEP_UNDO_DAYS,
    approvalSeconds: set.BULKHEAD_APPROVAL_SECONDS,
    deletionGuard: { maxPercent: set.BULKHEAD_MAX_DELETED_PERCENT, maxRows: set.BULKHEAD_MAX_DELETED_ROWS },
    waitSeconds: set.BULKHEAD_WAIT_SECONDS,
    listWaitSeconds: set.BULKHEAD_LIST_WAIT_SECONDS,
    activitySlots: set.BULKHEAD_ACTIVITY_SLOTS,
    largeFileSlots: largeFileSlots(set.BULKHEAD_ACTIVITY_SLOTS),
    databaseConnections: { work: connectionsFor(set.BULKHEAD_ACTIVITY_SLOTS), requests: 10, gate: 2 },
    limits: {
      maxRunningImports: set.BULKHEAD_MAX_RUNNING_IMPORTS,
      maxOpenImports: set.BULKHEAD_MAX_OPEN_IMPORTS,
      maxAssetBytes: set.BULKHEAD_MAX_ASSET_BYTES,
      maxListBytes: set.BULKHEAD_MAX_LIST_BYTES,
      maxBodyBytes: set.BULKHEAD_MAX_BODY_BYTES,
      maxRows: set.BULKHEAD_MAX_ROWS,
      maxColumns: set.BULKHEAD_MAX_COLUMNS,
      maxRecordBytes: set.BULKHEAD_MAX_RECORD_BYTES,
      maxAnswerRows: set.BULKHEAD_MAX_ANSWER_ROWS,
    },
  };
}

function cronOrNever(setting: string): string | null {
  return setting === "off" ? null : setting;
}

/** Slots of their own for activities that read large files: they take minutes, and small imports need others. */
function largeFileSlots(activitySlots: number): number {
  return Math.max(1, Math.floor(activitySlots / 2));
}

/** An activity holds one connection, and now and then asks by another; two are left to the loops beside them. */
function connectionsFor(activitySlots: number): number {
  return 2 * (activitySlots + largeFileSlots(activitySlots)) + 2;
}

/** `NAME=` in a shell or a compose file means "not set". */
function emptyIsUnset(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
}

/** The variables that tell a program how this machine reaches the network: proxies, certificates, pip's own settings. */
export function networkEnvironment(env: Environment): Record<string, string> {
  const named = /^(?:PIP_\w+|(?:HTTPS?|ALL|NO)_PROXY|SSL_CERT_(?:FILE|DIR)|REQUESTS_CA_BUNDLE|TMPDIR)$/i;
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value && named.test(name)) found[name] = value;
  return found;
}

/**
 * Temporal's own environment configuration. Its file is read only when one is named: a profile that a developer keeps
 * for another project must not quietly decide where imports run.
 */
function temporalConfig(env: Environment): ClientConnectConfig | null {
  const named = Boolean(env.TEMPORAL_CONFIG_FILE || env.TEMPORAL_PROFILE);
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value) variables[name] = value;
  const loaded = loadClientConnectConfig({ overrideEnvVars: variables, disableFile: !named });
  return loaded.connectionOptions.address ? loaded : null;
}

function assetLocation(set: z.infer<typeof settings>, dataDir: string, { AWS_REGION }: Environment): AssetLocation {
  const { BULKHEAD_ASSETS: setting, BULKHEAD_S3_PATH_STYLE: pathStyle, BULKHEAD_RESERVE_BYTES: reserveBytes } = set;
  if (setting === undefined) return { folder: resolve(dataDir, "assets"), reserveBytes };
  if (setting.startsWith("file:")) return { folder: namedFolder(setting), reserveBytes };
  const [, bucket, prefix = ""] = /^s3:\/\/([a-z0-9][a-z0-9.-]+)((?:\/\w[\w.-]*)*)\/?$/.exec(setting) ?? [];
  if (bucket === undefined) throw new ConfigError("BULKHEAD_ASSETS must be file:<folder> or s3://<bucket>/<prefix>.");
  if (!AWS_REGION) throw new ConfigError("AWS_REGION must be set for assets on S3; many servers take us-east-1.");
  return { bucket, prefix: prefix.slice(1), region: AWS_REGION, pathStyle };
}

function namedFolder(setting: string): string {
  if (setting.startsWith("file://")) return fileURLToPath(setting);
  const folder = setting.slice("file:".length);
  return isAbsolute(folder) ? folder : resolve(folder);
}
