import { createHash, randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { toConfig } from "../../src/config.js";
import { ensureApiKey } from "../../src/db/access/api-keys.js";
import { openDatabase } from "../../src/db/database.js";
import { createDeps, type Deps } from "../../src/deps.js";
import { hashApiKey, newApiKey } from "../../src/domain/api-key.js";
import type { Role } from "../../src/domain/role.js";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { secretKeys } from "../../src/secret-key.js";
import { startStack } from "../../src/start/stack.js";
import type { StackRole } from "../../src/start/stack-role.js";
import { cloneDatabase } from "./database.js";
import "./quiet-temporal.js";

export interface Answer<Body = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface CallOptions {
  readonly key?: string | null;
  readonly json?: unknown;
  readonly body?: string | Uint8Array<ArrayBuffer> | FormData;
  readonly headers?: Record<string, string>;
}

/** An import that takes longer is lost, also on a very busy machine. */
const longestImportMs = 120_000;

/** Bulkhead on the run's Temporal server and a database of its own, as one process in production would run it. */
export class TestBulkhead {
  private constructor(
    readonly url: string,
    readonly deps: Deps,
    readonly env: Readonly<Record<string, string>>,
    readonly key: string,
    private readonly stopStack: () => Promise<void>,
    private readonly dataDir: string,
  ) {}

  static async start(settings: Record<string, string> = {}, role: StackRole = "all"): Promise<TestBulkhead> {
    const dataDir = await mkdtemp(join(tmpdir(), "bulkhead-file-"));
    const env = {
      DATABASE_URL: await cloneDatabase(),
      TEMPORAL_ADDRESS: inject("temporalAddress"),
      TEMPORAL_UI_URL: inject("temporalUiUrl"),
      BULKHEAD_DATA_DIR: dataDir,
      BULKHEAD_SECRET_KEY: createHash("sha256").update("a test").digest("base64"),
      BULKHEAD_TASK_QUEUE: `test-${randomUUID()}`,
      BULKHEAD_LOG_LEVEL: "silent",
      BULKHEAD_INTEGRITY_CRON: "off",
      BULKHEAD_CLEANUP_CRON: "off",
      // An answer waits for the end of its import, also on a very busy machine.
      BULKHEAD_WAIT_SECONDS: "120",
      BULKHEAD_LIST_WAIT_SECONDS: "120",
      // Tests send many requests at once, and their schedules run every second.
      BULKHEAD_MAX_REQUESTS_PER_SECOND: "100000",
      BULKHEAD_MIN_SCHEDULE_SECONDS: "1",
      PORT: "0",
      ...settings,
    };
    const config = toConfig(env);
    const stack = await startStack(config, role, () => undefined);
    const deps = await ownersDeps(await createDeps(config, env.DATABASE_URL, await secretKeys(config)));
    const key = await addKey(deps, "admin", "default");
    return new TestBulkhead(stack.url ?? "", deps, env, key, stack.stop, dataDir);
  }

  async stop(): Promise<void> {
    await this.stopStack();
    await this.deps.close();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  addKey(role: Role, tenantId = "default"): Promise<string> {
    return addKey(this.deps, role, tenantId);
  }

  async call<Body = unknown>(method: string, path: string, options: CallOptions = {}): Promise<Answer<Body>> {
    const { key = this.key, json, body, headers } = options;
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(key === null ? {} : { Authorization: `Bearer ${key}` }),
        ...(json === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as Body };
  }

  async upload(path: string, content: string | Uint8Array<ArrayBuffer>, key = this.key): Promise<void> {
    const { status, body } = await this.call("PUT", `/api/assets/${path}`, {
      key,
      body: content,
      headers: { "Content-Type": "text/csv" },
    });
    if (status !== 201) throw new Error(`upload answered ${status}: ${JSON.stringify(body)}`);
  }

  /** Uploads and imports a file, and waits for the end. */
  async import(
    content: string | Uint8Array<ArrayBuffer>,
    options: Record<string, unknown> = {},
    key = this.key,
  ): Promise<JobResource> {
    const asset = `${randomUUID()}.csv`;
    await this.upload(asset, content, key);
    const started = await this.call<JobResource>("POST", "/api/imports", {
      key,
      json: { entity: "courseGroupInPersonEvent", asset, ...options },
      headers: { Prefer: "wait=30" },
    });
    if (started.status === 200) return started.body;
    if (started.status === 202) return this.jobEnd(started.body.id, key);
    throw new Error(`import answered ${started.status}: ${JSON.stringify(started.body)}`);
  }

  async job(id: string, key = this.key): Promise<JobResource> {
    return (await this.call<JobResource>("GET", `/api/jobs/${id}`, { key })).body;
  }

  async jobEnd(id: string, key = this.key): Promise<JobResource> {
    const deadline = Date.now() + longestImportMs;
    for (;;) {
      const job = await this.job(id, key);
      if (job.finishedAt) return job;
      if (Date.now() > deadline) throw new Error(`the job is still ${job.state} (${job.stage})`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Statements of tests have the rights of the schema's owner, unlike those of the processes. */
async function ownersDeps(deps: Deps): Promise<Deps> {
  const db = openDatabase({ url: deps.databaseUrl, maxConnections: 10, onLostConnection: () => undefined });
  return { ...deps, db, close: async () => void (await Promise.all([db.close(), deps.close()])) };
}

/** Keys of a tenant and role have one name, so their imports are by default of one importer. */
async function addKey(deps: Deps, role: Role, tenantId: string): Promise<string> {
  const key = newApiKey();
  const made = { id: randomUUID(), tenantId, name: `${role}-key`, role, hash: hashApiKey(key) };
  await deps.db.transaction({ name: "test key" }, ({ trx }) => ensureApiKey(trx, made));
  return key;
}
