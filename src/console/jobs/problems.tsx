import type { JobRow } from "../../db/jobs/jobs.js";
import { groupIssues } from "../../db/reports/issue-groups.js";
import { entityNamed } from "../../domain/entities/index.js";
import { hashedField } from "../../domain/entity.js";
import { roleAllows } from "../../domain/role.js";
import type { JobResource } from "../../http/jobs/schema.js";
import { shownRows } from "../../services/results/shown-rows.js";
import type { ConsoleContext, ConsoleDeps } from "../console-context.js";
import type { Words } from "../words/english.js";
import { ProblemGroups } from "./problem-groups.js";
import { ProblemRows } from "./problem-rows.js";
import { rowsAddress, wantedRows } from "./rows-address.js";

const mostGroups = 50;
const rowsOnPage = 20;
const by = new Set(["code", "column", "value"] as const);

/** Returns the tab of a job's issues: groups of equal issues, then the rows with their cells to correct. */
export async function problemsTab(deps: ConsoleDeps, context: ConsoleContext, row: JobRow, job: JobResource) {
  const words = context.get("words");
  const warnings = <FileWarnings job={job} words={words} />;
  if (row.reportsDeletedAt !== null) {
    return (
      <>
        {warnings}
        <p>{words.problems.gone}</p>
      </>
    );
  }
  const groups = await groupIssues(deps.db.query, { jobId: row.id, by, limit: mostGroups });
  if (groups.length === 0 && job.warnings.length === 0) return <p>{words.problems.none}</p>;
  const canCorrect = isCorrectable(row) && roleAllows(context.get("session").role, "import");
  return (
    <>
      {warnings}
      <Remarks {...{ job, words, canCorrect }} />
      {groups.length > 0 ? (
        <ProblemGroups {...{ job, groups, words, canCorrect }} isCut={groups.length === mostGroups} />
      ) : null}
      {groups.length > 0 ? await rows(deps, context, { row, job, canCorrect }) : null}
    </>
  );
}

/** Returns whether rejected rows of the job can be corrected, by the same rule as the API. */
function isCorrectable({ state, dryRun, bodyDeletedAt }: JobRow): boolean {
  return state === "complete_with_rejects" && !dryRun && bodyDeletedAt === null;
}

interface RemarksOf {
  readonly job: JobResource;
  readonly words: Words;
  readonly canCorrect: boolean;
}

/** Why no row can be corrected, or what a correction leaves out. */
function Remarks({ job, words, canCorrect }: RemarksOf) {
  if (job.counts.invalid === 0) return null;
  if (job.dryRun) return <p class="note">{words.problems.afterDryRun}</p>;
  if (job.state === "failed") return <p class="note">{words.problems.afterAbort}</p>;
  const hasPasswords = hashedField(entityNamed(job.entity)) !== null;
  return canCorrect && hasPasswords ? <p class="note">{words.problems.withoutPasswords}</p> : null;
}

function FileWarnings({ job, words }: { readonly job: JobResource; readonly words: Words }) {
  if (job.warnings.length === 0) return null;
  return (
    <section class="card">
      <h2>{words.problems.file}</h2>
      <ul>
        {job.warnings.map(({ code, message, hint }) => (
          <li>
            {words.issues[code]} <span lang="en">{`${message} ${hint}`}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

async function rows(
  deps: ConsoleDeps,
  context: ConsoleContext,
  { row, job, canCorrect }: { readonly row: JobRow; readonly job: JobResource; readonly canCorrect: boolean },
) {
  const words = context.get("words");
  const { wanted, afterLine } = wantedRows(context);
  const { severity = "error", ...issue } = wanted;
  const page = await shownRows(deps, row, { issue, severity, afterLine, limit: rowsOnPage });
  return (
    <section aria-labelledby="rows">
      <h2 id="rows">{wanted.code === undefined ? words.problems.rows : words.problems.rowsOf(wanted.code)}</h2>
      <ProblemRows rows={page.rows} {...{ job, words }} canCorrect={canCorrect && severity === "error"} />
      <p class="pages">
        {wanted.code === undefined && afterLine === 0 ? null : (
          <a href={`/console/jobs/${job.id}/problems#rows`}>{words.list.clear}</a>
        )}
        {page.nextLine === null ? null : (
          <a rel="next" href={rowsAddress(job.id, wanted, page.nextLine)}>
            {words.list.next}
          </a>
        )}
      </p>
    </section>
  );
}
