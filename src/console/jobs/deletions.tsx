import { z } from "@hono/zod-openapi";
import { requiresSecondApprover } from "../../db/access/tenant-policy.js";
import type { JobRow } from "../../db/jobs/jobs.js";
import { DomainError } from "../../domain/errors.js";
import { roleAllows } from "../../domain/role.js";
import type { JobResource } from "../../http/jobs/schema.js";
import { rowIdField, shaped } from "../../http/request/fields.js";
import { readStoredRows } from "../../services/results/job-stored-rows.js";
import type { ConsoleContext, ConsoleDeps } from "../console-context.js";
import { Cell, Moment, valueText } from "../parts/values.js";
import type { Words } from "../words/english.js";
import { changedRows, mostUnconfirmed } from "./commands.js";

const rowsOnPage = 50;

const querySchema = z.object({ after: rowIdField.or(z.literal("")).default("") });

/**
 * Returns the tab of the rows that a job deleted or would delete, with the job's question, if it asks for an approval.
 */
export async function deletionsTab(deps: ConsoleDeps, context: ConsoleContext, row: JobRow, job: JobResource) {
  const words = context.get("words");
  const isDone = (job.state === "complete" || job.state === "complete_with_rejects") && !job.dryRun;
  const { role, name, scopes } = context.get("caller");
  const mayAnswer = job.state === "awaiting_approval" && roleAllows(role, "import") && scopes.approve;
  const needsOther =
    job.requestedBy === name &&
    (await requiresSecondApprover(deps.db.query, row.tenantId, deps.config.requireSecondApprover));
  const { after } = shaped(querySchema, context.req.query());
  const rows = await readStoredRows(deps, row, { outcome: "deleted", afterId: after, limit: rowsOnPage }).catch(
    expired,
  );
  const last = rows?.length === rowsOnPage ? rows.at(-1) : undefined;
  return (
    <section aria-labelledby="deletions">
      <h2 id="deletions">{headingOf(job, isDone, words)}</h2>
      <Question job={job} words={words} />
      {mayAnswer && job.approval ? <Answer {...{ job, askedAt: job.approval.askedAt, needsOther, words }} /> : null}
      {rows === null ? (
        <p>{words.problems.gone}</p>
      ) : (
        <ol class="rows">
          {rows.map(({ id, record }) => (
            <li class="card">
              <details>
                <summary>
                  <Cell text={id} />
                </summary>
                <dl class="record">
                  {Object.entries(record).map(([name, value]) => (
                    <div>
                      <dt>{name}</dt>
                      <dd>
                        <Cell text={valueText(value)} />
                      </dd>
                    </div>
                  ))}
                </dl>
              </details>
            </li>
          ))}
        </ol>
      )}
      {last ? (
        <p class="pages">
          <a rel="next" href={`/console/jobs/${job.id}/deletions?after=${encodeURIComponent(last.id)}`}>
            {words.list.next}
          </a>
        </p>
      ) : null}
    </section>
  );
}

function headingOf({ state, counts }: JobResource, isDone: boolean, { deletions }: Words): string {
  if (state === "awaiting_approval" && counts.deleted === 0) return deletions.asks;
  return isDone ? deletions.done(counts.deleted) : deletions.would(counts.deleted);
}

function expired(error: unknown): null {
  if (error instanceof DomainError && error.code === "ROWS_EXPIRED") return null;
  throw error;
}

function Question({ job, words }: { readonly job: JobResource; readonly words: Words }) {
  if (job.approval === null) return null;
  const { reasons, approvedAt, approvedBy } = job.approval;
  return (
    <div class="card">
      <p>{words.deletions.why}</p>
      <ul>
        {reasons.map(({ code, message }) => (
          <li>{words.reasons[code] ?? message}</li>
        ))}
      </ul>
      {approvedBy === null ? null : (
        <p>
          {words.deletions.approvedBy(approvedBy)} <Moment at={approvedAt} />
        </p>
      )}
    </div>
  );
}

interface AnswerOf {
  readonly job: JobResource;
  readonly askedAt: string;
  /** Whether the reader requested the import, and another key has to approve it. */
  readonly needsOther: boolean;
  readonly words: Words;
}

function Answer({ job, askedAt, needsOther, words }: AnswerOf) {
  const { deleted } = job.counts;
  const rows = changedRows(job);
  return (
    <div class="commands">
      {needsOther ? <p>{words.deletions.needsOther}</p> : null}
      <form method="post" action={`/console/jobs/${job.id}/approve`} hidden={needsOther}>
        <input type="hidden" name="askedAt" value={askedAt} />
        {rows > mostUnconfirmed ? (
          <label>
            {words.deletions.ask(rows)}
            <input name="confirm" inputmode="numeric" autocomplete="off" required size={12} />
          </label>
        ) : null}
        <button type="submit" class="main">
          {rows === deleted ? words.deletions.approve(deleted) : words.deletions.approveAll(job.counts)}
        </button>
      </form>
      <form method="post" action={`/console/jobs/${job.id}/cancel`}>
        <button type="submit">{words.deletions.refuse}</button>
      </form>
    </div>
  );
}
