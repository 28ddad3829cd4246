import type { HttpBindings } from "@hono/node-server";
import type { Database } from "../db/database.js";
import type { Deps } from "../deps.js";
import type { Role } from "../domain/role.js";
import type { ImportSchedules } from "../temporal/import-schedules.js";
import type { ImportWorkflows } from "../temporal/imports.js";
import type { JobStreams } from "./job-streams.js";

/** What the routes work with. */
export interface HttpDeps extends Deps {
  /** For authentication and readiness alone: they wait for nothing that a request does. */
  readonly gate: Pick<Database, "query">;
  readonly imports: ImportWorkflows;
  readonly schedules: ImportSchedules;
  /** Where people look at workflows; null where nobody said. */
  readonly temporalUiUrl: string | null;
  readonly namespace: string;
  /** What this process tells those who listen to jobs. */
  readonly streams: JobStreams;
  /** Told when a job of the tenant has ended: another one may run in its place. */
  placeFreed(tenantId: string): void;
}

/** Who sent the request, by its API key. */
export interface Caller {
  readonly tenantId: string;
  readonly name: string;
  readonly role: Role;
}

/** What a POST that starts an import is known by, should it be repeated. */
export interface Asked {
  readonly idempotencyKey: string | null;
  /** Method, path, query and body, as a hash. */
  readonly fingerprint: string;
}

export interface HttpEnv {
  Bindings: HttpBindings;
  Variables: { caller: Caller; asked: Asked };
}
