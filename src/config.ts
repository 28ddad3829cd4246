import { isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { z } from "zod";
import type { AssetLocation } from "./assets/open-asset-store.js";
import type { TenantBounds } from "./domain/tenant-limits.js";
import { settings } from "./settings.js";
import { type Network, networkOf } from "./sources/guarded-lookup.js";
import { temporalConfig } from "./temporal-config.js";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Thrown for a setting that cannot be used. The message is for the person who started the process. */
export class ConfigError extends Error {}

/** The only reader of the environment. */
export function readEnv(): Environment {
  return process.env;
}

/** The configuration of Bulkhead's processes, from the environment. */
export type Config = Readonly<ReturnType<typeof toConfig>>;

/** Returns the configuration. Throws `ConfigError` if a setting cannot be used. */
export function toConfig(env: Environment) {
  const parsed = settings.safeParse(emptyIsUnset(env));
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    throw new ConfigError(`These settings cannot be used:\n  ${faults.join("\n  ")}`);
  }
  const set = parsed.data;
  if (set.BULKHEAD_KEEP_UNDO_DAYS > set.BULKHEAD_KEEP_JOBS_DAYS) {
    throw new ConfigError("BULKHEAD_KEEP_UNDO_DAYS must not exceed BULKHEAD_KEEP_JOBS_DAYS: an undo needs its job.");
  }
  if (set.PORT !== 0 && set.BULKHEAD_METRICS_PORT === set.PORT) {
    throw new ConfigError("BULKHEAD_METRICS_PORT must not be PORT, which is that of the API.");
  }
  const temporal = temporalConfig(env);
  checkBuildId(set, temporal);
  const dataDir = resolve(set.BULKHEAD_DATA_DIR);
  return {
    http: {
      ...{ host: set.HOST, port: set.PORT, maxConnections: set.BULKHEAD_MAX_CONNECTIONS },
      bodyTimeoutMs: set.BULKHEAD_BODY_TIMEOUT_SECONDS * 1_000,
      keepAliveMs: set.BULKHEAD_KEEP_ALIVE_SECONDS * 1_000,
      corsOrigins: set.BULKHEAD_CORS_ORIGINS ?? [],
    },
    /** Null: the embedded Postgres. */
    databaseUrl: set.DATABASE_URL ?? null,
    /** Null: the embedded dev server. */
    temporal,
    temporalCliPath: set.TEMPORAL_CLI_PATH,
    temporalUiUrl: set.TEMPORAL_UI_URL ?? null,
    searchPath: env.PATH ?? "",
    /** The variables for network access; the only part of the environment that pip gets. */
    networkEnvironment: networkEnvironment(env),
    dataDir,
    assets: assetLocation(set, dataDir, env),
    apiUrl: set.BULKHEAD_URL,
    apiKey: set.BULKHEAD_API_KEY,
    secretKey: set.BULKHEAD_SECRET_KEY,
    secretKeyPrevious: set.BULKHEAD_SECRET_KEY_PREVIOUS,
    taskQueue: set.BULKHEAD_TASK_QUEUE,
    /** Null: workers without a version. */
    buildId: set.BULKHEAD_BUILD_ID ?? null,
    searchAttributes: set.BULKHEAD_SEARCH_ATTRIBUTES,
    allowPlaintext: set.BULKHEAD_ALLOW_PLAINTEXT,
    metricsPort: set.BULKHEAD_METRICS_PORT ?? null,
    logLevel: set.BULKHEAD_LOG_LEVEL,
    integrityCron: cronOrNever(set.BULKHEAD_INTEGRITY_CRON),
    cleanupCron: cronOrNever(set.BULKHEAD_CLEANUP_CRON),
    keepJobsDays: set.BULKHEAD_KEEP_JOBS_DAYS,
    keepReportsDays: set.BULKHEAD_KEEP_REPORTS_DAYS,
    keepUndoDays: set.BULKHEAD_KEEP_UNDO_DAYS,
    keepAuditDays: set.BULKHEAD_KEEP_AUDIT_DAYS,
    approvalSeconds: set.BULKHEAD_APPROVAL_SECONDS,
    deletionLimits: { maxPercent: set.BULKHEAD_MAX_DELETED_PERCENT, maxRows: set.BULKHEAD_MAX_DELETED_ROWS },
    requireSecondApprover: set.BULKHEAD_REQUIRE_SECOND_APPROVER,
    waitSeconds: set.BULKHEAD_WAIT_SECONDS,
    listWaitSeconds: set.BULKHEAD_LIST_WAIT_SECONDS,
    activitySlots: set.BULKHEAD_ACTIVITY_SLOTS,
    largeFileSlots: largeFileSlots(set.BULKHEAD_ACTIVITY_SLOTS),
    /** The most connections to Postgres that a process opens, by purpose. */
    databaseConnections: {
      work: connectionsFor(set.BULKHEAD_ACTIVITY_SLOTS),
      requests: 10,
      erasures: 3,
      gate: 2,
      metrics: 1,
    },
    sources: {
      networks: (set.BULKHEAD_ALLOW_SOURCES ?? [])
        .map(networkOf)
        .filter((network): network is Network => network !== null),
      seconds: set.BULKHEAD_SOURCE_SECONDS,
      attempts: set.BULKHEAD_SOURCE_ATTEMPTS,
    },
    webhooks: { seconds: set.BULKHEAD_WEBHOOK_SECONDS, retrySeconds: set.BULKHEAD_WEBHOOK_RETRIES },
    mail: mailOf(set),
    publicUrl: set.BULKHEAD_PUBLIC_URL ?? null,
    /** The bounds of a tenant without bounds of its own. */
    tenantBounds: {
      storedBytes: set.BULKHEAD_MAX_STORED_BYTES,
      workingBytes: set.BULKHEAD_MAX_WORKING_BYTES,
      openImports: set.BULKHEAD_MAX_OPEN_IMPORTS,
      runningImports: set.BULKHEAD_MAX_RUNNING_IMPORTS,
      schedules: set.BULKHEAD_MAX_SCHEDULES,
      webhooks: set.BULKHEAD_MAX_WEBHOOKS,
      scheduleSeconds: set.BULKHEAD_MIN_SCHEDULE_SECONDS,
      requestsPerSecond: set.BULKHEAD_MAX_REQUESTS_PER_SECOND,
      connections: set.BULKHEAD_MAX_TENANT_CONNECTIONS,
      streams: set.BULKHEAD_MAX_STREAMS,
      uploads: set.BULKHEAD_MAX_UPLOADS,
    } satisfies TenantBounds,
    /** The limits of one file, body or answer. */
    limits: {
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

/** Throws `ConfigError` if workers of the build would get no work, or the deployment's name would be invalid. */
function checkBuildId(set: z.infer<typeof settings>, temporal: object | null): void {
  if (set.BULKHEAD_BUILD_ID === undefined) return;
  if (temporal === null) {
    throw new ConfigError(
      "BULKHEAD_BUILD_ID needs TEMPORAL_ADDRESS: a worker of a build gets no work before an operator makes it current.",
    );
  }
  if (/[.:]|^__/.test(set.BULKHEAD_TASK_QUEUE)) {
    throw new ConfigError(
      "BULKHEAD_TASK_QUEUE is the name of the deployment of BULKHEAD_BUILD_ID: it must hold no . and no :, and not begin with __.",
    );
  }
}

/** Returns the mail server's settings; null: there is no mail. */
function mailOf(set: z.infer<typeof settings>) {
  const { BULKHEAD_SMTP_URL: setting, BULKHEAD_MAIL_FROM: from, BULKHEAD_MAIL_DOMAINS: domains = null } = set;
  if (setting === undefined) return null;
  const { protocol, hostname, port, username, password } = new URL(setting);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const secure = protocol === "smtps:";
  return {
    ...{ host, secure, from, domains, port: port === "" ? (secure ? 465 : 587) : Number(port) },
    auth: username === "" ? null : { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    /** Whether TLS is required: for connections to other machines, unless plaintext is allowed. */
    requireTls: !secure && !set.BULKHEAD_ALLOW_PLAINTEXT && !isLoopback(host),
  };
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i.test(host);
}

/** Returns the cron expression; null: never. */
function cronOrNever(setting: string): string | null {
  return setting === "off" ? null : setting;
}

/**
 * Returns the number of extra slots for activities that read large files. These take minutes, and small imports need
 * other slots. The steps of a tenant leave one of them free.
 */
function largeFileSlots(activitySlots: number): number {
  return Math.max(1, Math.floor(activitySlots / 2)) + 1;
}

/**
 * Returns the connections for a number of slots. An activity holds one connection, and sometimes uses a second; two are
 * for the loops of the process.
 */
function connectionsFor(activitySlots: number): number {
  return 2 * (activitySlots + largeFileSlots(activitySlots)) + 2;
}

/** Removes empty variables: `NAME=` in a shell or a compose file means "not set". */
function emptyIsUnset(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
}

/** Returns the variables with this machine's network access: proxies, certificates, pip's own settings. */
export function networkEnvironment(env: Environment): Record<string, string> {
  const named = /^(?:PIP_\w+|(?:HTTPS?|ALL|NO)_PROXY|SSL_CERT_(?:FILE|DIR)|REQUESTS_CA_BUNDLE|TMPDIR)$/i;
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value && named.test(name)) found[name] = value;
  return found;
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
