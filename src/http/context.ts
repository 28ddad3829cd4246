import type { HttpBindings } from "@hono/node-server";
import type { RequestIdVariables } from "hono/request-id";
import type { Database } from "../db/database.js";
import type { KeyScopes } from "../domain/key-scopes.js";
import type { Role } from "../domain/role.js";
import type { TenantBounds } from "../domain/tenant-limits.js";
import type { FailedAuthentications } from "../services/access/failed-authentications.js";
import type { KeyUses } from "../services/access/key-uses.js";
import type { AuditedReads } from "../services/audit/audited-reads.js";
import type { ProcessUse } from "../services/limits/process-use.js";
import type { ServiceDeps } from "../services/service-deps.js";
import type { Exposition } from "../telemetry/exposition.js";
import type { ProcessMetrics } from "../telemetry/process-metrics.js";
import type { JobStreams } from "./jobs/job-streams.js";
import type { Presenting } from "./jobs/present.js";

/** What the routes work with. */
export interface HttpDeps extends ServiceDeps, Presenting {
  readonly erasing: Database;
  /**
   * For signing in, authentication and readiness alone: they wait for nothing that a request does, and know no tenant
   * yet.
   */
  readonly gate: Database;
  readonly failedAuthentications: FailedAuthentications;
  readonly keyUses: KeyUses;
  readonly reads: AuditedReads;
  /** What tenants use of this process. */
  readonly use: ProcessUse;
  /** What this process tells those who listen to jobs. */
  readonly streams: JobStreams;
  readonly metrics: ProcessMetrics;
  readonly exposition: Exposition;
  /** Called when a job of the tenant has ended: another one may run in its place. */
  placeFreed(tenantId: string): void;
}

/** Who sent the request, by its API key. */
export interface Caller {
  readonly keyId: string;
  readonly tenantId: string;
  readonly name: string;
  readonly role: Role;
  readonly scopes: KeyScopes;
  /** What the tenant may use. */
  readonly bounds: TenantBounds;
}

/** What a POST that starts an import is known by, should it be repeated. */
export interface RequestIdentity {
  readonly idempotencyKey: string | null;
  /** Method, path, query and body, as a hash. */
  readonly fingerprint: string;
}

export interface HttpEnv {
  Bindings: HttpBindings;
  Variables: RequestIdVariables & { caller: Caller; asked: RequestIdentity };
}
