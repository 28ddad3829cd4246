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

/** The dependencies of the routes. */
export interface HttpDeps extends ServiceDeps, Presenting {
  readonly erasing: Database;
  /**
   * Only for sign-in, authentication and readiness, which know no tenant yet: these connections never wait for the work
   * of a request.
   */
  readonly gate: Database;
  readonly failedAuthentications: FailedAuthentications;
  readonly keyUses: KeyUses;
  readonly reads: AuditedReads;
  /** What the tenants use of this process. */
  readonly use: ProcessUse;
  /** The job updates that this process sends to its listeners. */
  readonly streams: JobStreams;
  readonly metrics: ProcessMetrics;
  readonly exposition: Exposition;
  /** Called when a job of the tenant has ended: another job may get its place. */
  placeFreed(tenantId: string): void;
}

/** The sender of a request, identified by its API key. */
export interface Caller {
  readonly keyId: string;
  readonly tenantId: string;
  readonly name: string;
  readonly role: Role;
  readonly scopes: KeyScopes;
  /** The limits of the tenant. */
  readonly bounds: TenantBounds;
}

/** Identifies a POST that starts an import, so that a repeated request is recognized. */
export interface RequestIdentity {
  readonly idempotencyKey: string | null;
  /** Method, path, query and body, as a hash. */
  readonly fingerprint: string;
}

export interface HttpEnv {
  Bindings: HttpBindings;
  Variables: RequestIdVariables & { caller: Caller; asked: RequestIdentity };
}
