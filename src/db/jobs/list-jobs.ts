import { type RawBuilder, sql } from "kysely";
import type { JobState } from "../../domain/job.js";
import type { KeyScopes } from "../../domain/key-scopes.js";
import { isJobWithin } from "../access/within-scopes.js";
import { type CreatedPlace, createdMicroseconds, isOlder } from "../created-order.js";
import type { Query } from "../database.js";
import type { JobRow } from "./jobs.js";

/** Which jobs of a tenant to list; an undefined field matches any value. */
export interface JobFilter {
  readonly tenantId: string;
  readonly scopes?: KeyScopes;
  readonly state?: JobState | undefined;
  readonly entity?: string | undefined;
  readonly importerId?: string | undefined;
  readonly scheduleId?: string | undefined;
  readonly correctionOf?: string | undefined;
  /** Accepted at or after this moment. */
  readonly since?: string | undefined;
  /** Accepted before this moment. */
  readonly until?: string | undefined;
  /** A prefix of the asset's path. */
  readonly asset?: string | undefined;
  /** The code of an issue of the job's rows, or of the job's own error. */
  readonly code?: string | undefined;
  /** A part of the job's id, importer or path, in upper or lower case. */
  readonly text?: string | undefined;
}

export interface JobPage {
  readonly limit: number;
  /** The last job of the previous page. */
  readonly after: CreatedPlace | null;
}

/** A page of jobs, the newest first. */
export async function listJobs(db: Query, filter: JobFilter, { limit, after }: JobPage) {
  // Cursors carry the microseconds that a JavaScript date would drop.
  const { rows } = await sql<JobRow & { readonly createdMicroseconds: number }>`
    select *, ${createdMicroseconds} as created_microseconds from job
    where ${matches(filter)} and ${after === null ? sql`true` : isOlder(after)}
    order by created_at desc, id desc limit ${limit}`.execute(db);
  return rows;
}

/** Counts the jobs in each state, and ignores the filter's state. States without jobs are left out. */
export async function countJobs(db: Query, filter: JobFilter): Promise<Partial<Record<JobState, number>>> {
  const { rows } = await sql<{ state: JobState; count: number }>`
    select state, count(*) as count from job where ${matches({ ...filter, state: undefined })} group by state`.execute(
    db,
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

function matches({ tenantId, scopes, since, until, asset, code, text, ...equal }: JobFilter): RawBuilder<unknown> {
  const conditions = [
    sql`tenant_id = ${tenantId}`,
    ...(scopes === undefined ? [] : [isJobWithin(scopes)]),
    ...Object.entries(equal).flatMap(([column, value]) =>
      value === undefined ? [] : [sql`${sql.ref(column)} = ${value}`],
    ),
    ...(since === undefined ? [] : [sql`created_at >= ${since}`]),
    ...(until === undefined ? [] : [sql`created_at < ${until}`]),
    ...(asset === undefined ? [] : [sql`starts_with(asset_path, ${asset})`]),
    ...(code === undefined ? [] : [sql`(issues_by_code ? ${code} or error ->> 'code' = ${code})`]),
    ...(text === undefined
      ? []
      : [sql`position(lower(${text}) in lower(concat_ws(' ', id, importer_id, asset_path))) > 0`]),
  ];
  return sql.join(conditions, sql` and `);
}
