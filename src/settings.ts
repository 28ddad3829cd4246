import { z } from "zod";
import { isCron } from "./domain/cron.js";
import { networkOf } from "./sources/guarded-lookup.js";

const whole = (fallback: number, min = 1, max = Number.MAX_SAFE_INTEGER) =>
  z.coerce.number().int().min(min).max(max).default(fallback);
const flag = (fallback: "true" | "false") =>
  z
    .enum(["true", "false"])
    .default(fallback)
    .transform((text) => text === "true");
const words = (text: string) => text.split(/[\s,]+/).filter((word) => word !== "");
const cron = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .refine((text) => text === "off" || isCron(text), "is neither a cron of five parts nor off");

/** A version's name that Temporal accepts, and a shell without quotes. */
const buildId = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Returns whether a text is an origin as browsers send it. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

/** Returns whether a text is a mail server's address with a readable name and password. */
function isSmtpAddress(text: string): boolean {
  try {
    const { protocol, username, password } = new URL(text);
    return /^smtps?:$/.test(protocol) && decodeURIComponent(username + password).isWellFormed();
  } catch {
    return false;
  }
}

/** Every setting, its default, and its meaning. A test compares docs/settings.md with this list. */
export const settings = z.object({
  PORT: whole(8080, 0).describe("Port of the HTTP API."),
  HOST: z.string().default("127.0.0.1").describe("Address the HTTP API and the metrics listen on."),
  BULKHEAD_BODY_TIMEOUT_SECONDS: whole(60).describe("How long a request's body may stall before the request is ended."),
  BULKHEAD_KEEP_ALIVE_SECONDS: whole(75).describe(
    "How long an idle connection is kept; longer than the 60 s of most balancers, which would otherwise meet closed ones.",
  ),
  BULKHEAD_CORS_ORIGINS: z
    .string()
    .transform(words)
    .refine((origins) => origins.every(isOrigin), "is no list of origins such as https://campus.example")
    .optional()
    .describe("Origins of other sites whose pages may call the API in a browser, separated by commas; unset: none."),
  BULKHEAD_MAX_CONNECTIONS: whole(10_000).describe("Most connections to one HTTP process; more are closed at once."),
  BULKHEAD_METRICS_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe(
      "Port at which a process serves GET /metrics, without a key; each process of a machine needs its own. Unset: an http process serves it beside the API, to a key of role admin, and a worker does not.",
    ),
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
  BULKHEAD_BUILD_ID: z
    .string()
    .regex(buildId, "is not made of at most 64 letters, digits, dots, hyphens and underscores")
    .optional()
    .describe(
      "Version of this worker for Worker Versioning, such as the image's tag; it gets no work before an operator makes it current. Unset: a worker without a version.",
    ),
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
    "When the whole database is validated again, as cron in UTC; off: never.",
  ),
  BULKHEAD_CLEANUP_CRON: cron("10 * * * *").describe("When leftovers are removed, as cron in UTC; off: never."),
  BULKHEAD_KEEP_JOBS_DAYS: whole(90, 30).describe("How long a job and its Idempotency-Key are kept after its end."),
  BULKHEAD_KEEP_REPORTS_DAYS: whole(30).describe(
    "How long a job's rows can be asked for after its end, and a delivery to a webhook after its own.",
  ),
  BULKHEAD_KEEP_UNDO_DAYS: whole(30).describe(
    "How long an import can be undone after its end; at most BULKHEAD_KEEP_JOBS_DAYS.",
  ),
  BULKHEAD_KEEP_AUDIT_DAYS: whole(400, 30).describe("How long events of the audit trail are kept."),
  BULKHEAD_APPROVAL_SECONDS: whole(86_400, 1, 366 * 86_400).describe(
    "How long an import waits for its changes to be approved, at most 366 days.",
  ),
  BULKHEAD_LIST_WAIT_SECONDS: whole(30, 0).describe("How long contract B's POST waits for the import's end."),
  BULKHEAD_ACTIVITY_SLOTS: whole(4, 1, 100).describe(
    "Activities one worker runs at a time; half as many more, and one, read large files. Each opens up to two connections to Postgres.",
  ),
  BULKHEAD_MAX_RUNNING_IMPORTS: whole(20).describe(
    "Most imports of one tenant that run at a time; others stay queued.",
  ),
  BULKHEAD_MAX_OPEN_IMPORTS: whole(10_000).describe("Most imports of one tenant that are accepted and not finished."),
  BULKHEAD_MAX_WORKING_BYTES: whole(64 * 2 ** 30, 0).describe(
    "Most bytes of files that the running imports of one tenant read; others stay queued. One import always runs.",
  ),
  BULKHEAD_MAX_STORED_BYTES: whole(256 * 2 ** 30, 0).describe(
    "Most bytes of one tenant in the store: its assets, and the files that its jobs keep.",
  ),
  BULKHEAD_MAX_SCHEDULES: whole(200, 0).describe("Most schedules of one tenant."),
  BULKHEAD_MAX_WEBHOOKS: whole(20, 0).describe("Most webhooks of one tenant."),
  BULKHEAD_MIN_SCHEDULE_SECONDS: whole(60, 1, 86_400).describe("Shortest time between two runs of a schedule."),
  BULKHEAD_MAX_REQUESTS_PER_SECOND: whole(100).describe(
    "Most requests per second with one key to one HTTP process; a page of more than 50 items counts once for each 50.",
  ),
  BULKHEAD_MAX_TENANT_CONNECTIONS: whole(6, 1, 10).describe(
    "Most of the ten connections to Postgres of one HTTP process that the requests of one tenant hold at a time.",
  ),
  BULKHEAD_MAX_STREAMS: whole(500, 0).describe(
    "Most streams of progress that one tenant has open at one HTTP process.",
  ),
  BULKHEAD_MAX_UPLOADS: whole(20).describe("Most uploads of one tenant under way at one HTTP process."),
  BULKHEAD_MAX_DELETED_PERCENT: whole(10, 0, 100).describe(
    "Most of an importer's rows, in percent, that a snapshot deletes without approval.",
  ),
  BULKHEAD_MAX_DELETED_ROWS: whole(1_000, 0).describe("Most rows that a snapshot deletes without approval."),
  BULKHEAD_REQUIRE_SECOND_APPROVER: flag("false").describe(
    "Whether an import that asks needs the approval of another key than the one that asked for it.",
  ),
  BULKHEAD_ALLOW_SOURCES: z
    .string()
    .transform(words)
    .refine((texts) => texts.every((text) => networkOf(text) !== null), "is no list of networks such as 10.20.0.0/16")
    .optional()
    .describe(
      "Networks that files may be downloaded from, and webhooks may be in, although they are not public, separated by commas; unset: none.",
    ),
  BULKHEAD_SOURCE_SECONDS: whole(3_600, 1, 43_200).describe("Longest time that a download may take."),
  BULKHEAD_SOURCE_ATTEMPTS: whole(12, 1, 1_000).describe(
    "How often a download is tried while its server does not give the file, up to a minute apart.",
  ),
  BULKHEAD_WEBHOOK_SECONDS: whole(20, 1, 30).describe("How long a webhook may take to answer."),
  BULKHEAD_WEBHOOK_RETRIES: z
    .string()
    .default("5,300,1800,7200,18000,36000,50400,72000,86400")
    .transform((text) => words(text).map(Number))
    .refine(
      (delays) => delays.length > 0 && delays.every((delay) => Number.isInteger(delay) && delay > 0 && delay <= 86_400),
      "is no list of seconds, each at most a day",
    )
    .describe("Seconds after which a delivery to a webhook that failed is tried again, one number for each retry."),
  BULKHEAD_SMTP_URL: z
    .string()
    .refine(isSmtpAddress, "is no smtp:// or smtps:// address")
    .optional()
    .describe(
      "The mail server for webhooks to mailto: addresses, smtp[s]://user:password@host:port; unset: there is no mail.",
    ),
  BULKHEAD_MAIL_DOMAINS: z
    .string()
    .transform((text) => words(text.toLowerCase()))
    .optional()
    .describe("Domains that mail may go to, separated by commas; unset: any."),
  BULKHEAD_MAIL_FROM: z.string().default("Bulkhead <bulkhead@localhost>").describe("Who mail is from."),
  BULKHEAD_PUBLIC_URL: z
    .string()
    .refine(isOrigin, "is no origin such as https://bulkhead.example")
    .optional()
    .describe("Where people find Bulkhead, for links in mail."),
  BULKHEAD_MAX_ASSET_BYTES: whole(16 * 2 ** 30).describe("Largest asset."),
  BULKHEAD_MAX_LIST_BYTES: whole(2 ** 30).describe("Largest list in the body of contract B's POST."),
  BULKHEAD_MAX_BODY_BYTES: whole(2 ** 20).describe("Largest JSON body."),
  BULKHEAD_MAX_ROWS: whole(20_000_000).describe("Most rows of one file."),
  BULKHEAD_MAX_COLUMNS: whole(1_000).describe("Most columns of one header."),
  BULKHEAD_MAX_RECORD_BYTES: whole(8 * 2 ** 20).describe("Longest single record of a file."),
  BULKHEAD_MAX_ANSWER_ROWS: whole(1_000, 0).describe("Most rows in each array of contract A's answer."),
});
