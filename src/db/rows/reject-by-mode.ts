import { sql } from "kysely";
import type { IssueCode } from "../../domain/issue.js";
import type { ImportMode } from "../../domain/job.js";
import type { Query } from "../database.js";
import type { AppliedCounts } from "./apply-rows.js";
import type { ApplyContext } from "./decide-rows.js";
import { rejectStagedRows } from "./reject-staged-rows.js";

/** The kind of row that a mode does not accept. */
interface Refusal {
  readonly code: IssueCode;
  readonly isStored: boolean;
  readonly message: string;
  readonly hint: string;
}

const refusals: Readonly<Partial<Record<ImportMode, Refusal>>> = {
  create: {
    code: "ALREADY_STORED",
    isStored: true,
    message: "A row with this id is stored, and the import was to create rows only.",
    hint: "Leave the row out, or import with the mode upsert or update.",
  },
  update: {
    code: "NOT_STORED",
    isStored: false,
    message: "No row with this id is stored, and the import was to update rows only.",
    hint: "Correct the id, or import with the mode upsert or create.",
  },
};

/** Rejects rows whose id is stored if the mode is `create`, and rows whose id is not stored if it is `update`. */
export async function rejectByMode(trx: Query, job: ApplyContext, mode: ImportMode): Promise<void> {
  const refusal = refusals[mode];
  if (!refusal) return;
  const { code, isStored, message, hint } = refusal;
  const { entity, tenantId } = job;
  const stored = sql`exists (
    select from ${sql.table(entity.name)} as stored where stored.tenant_id = ${tenantId} and stored.id = staged.id)`;
  await rejectStagedRows(trx, job, {
    code,
    column: "id",
    hint,
    losers: sql`
      select line, staged.id as value, ${message}::text as message
      from ${sql.table(job.staging)} as staged
      where valid and ${isStored ? stored : sql`not ${stored}`}`,
  });
}

/**
 * Returns whether rows were written that the mode does not accept, because another import stored or removed rows after
 * the decisions. If so, the transaction has to be repeated from its decisions.
 */
export function breaksMode(mode: ImportMode, { created, updated, unchanged }: AppliedCounts): boolean {
  return (mode === "create" && updated + unchanged > 0) || (mode === "update" && created > 0);
}
