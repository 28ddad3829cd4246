import { z } from "@hono/zod-openapi";
import type { JobRow } from "../../db/jobs/jobs.js";
import { groupIssues, type IssueGroup } from "../../db/reports/issue-groups.js";
import { entityNamed } from "../../domain/entities/index.js";
import { type IssueCode, issueCodes } from "../../domain/issue.js";
import { isStorable } from "../../domain/list-value.js";
import { roleAllows } from "../../domain/role.js";
import type { JobResource } from "../../http/jobs/schema.js";
import { shaped } from "../../http/request/fields.js";
import { readJobRows } from "../../services/results/job-rows.js";
import type { ConsoleContext, ConsoleDeps } from "../console-context.js";
import { Cell } from "../parts/values.js";
import type { Words } from "../words/english.js";
import { Once } from "./commands.js";
import { ProblemRows } from "./problem-rows.js";

const mostGroups = 50;
const rowsOnPage = 20;

/** Rows with these cannot all get the same value. */
const distinct: ReadonlySet<IssueCode> = new Set(["DUPLICATE_KEY", "DUPLICATE_SLUG"]);

/** The issue that the rows below are to have; all of undefined: any. */
interface Wanted {
  readonly code?: IssueCode | undefined;
  readonly column?: string | undefined;
  readonly value?: string | null | undefined;
}

/** What is wrong with a job's rows: alike together, then row by row with its cells to correct. */
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
  const by = new Set(["code", "column", "value"] as const);
  const groups = await groupIssues(deps.db.query, { jobId: row.id, by, limit: mostGroups });
  if (groups.length === 0 && job.warnings.length === 0) return <p>{words.problems.none}</p>;
  const canCorrect = isCorrectable(row) && roleAllows(context.get("session").role, "import");
  return (
    <>
      {warnings}
      <WhyNot job={job} words={words} />
      {groups.length > 0 ? <Groups {...{ job, groups, words, canCorrect }} /> : null}
      {groups.length > 0 ? await rows(deps, context, { row, job, canCorrect }) : null}
    </>
  );
}

/** Whether rejected rows of the job can be corrected here, as the API says it. */
function isCorrectable({ state, dryRun, bodyDeletedAt }: JobRow): boolean {
  return state === "complete_with_rejects" && !dryRun && bodyDeletedAt === null;
}

function WhyNot({ job, words }: { readonly job: JobResource; readonly words: Words }) {
  if (job.counts.invalid === 0) return null;
  if (job.dryRun) return <p class="note">{words.problems.afterDryRun}</p>;
  if (job.state === "failed") return <p class="note">{words.problems.afterAbort}</p>;
  return null;
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

interface GroupsOf {
  readonly job: JobResource;
  readonly groups: readonly IssueGroup[];
  readonly words: Words;
  readonly canCorrect: boolean;
}

function Groups({ job, groups, words, canCorrect }: GroupsOf) {
  return (
    <section aria-labelledby="groups">
      <h2 id="groups">{words.problems.groups}</h2>
      <p>{words.problems.groupsHint}</p>
      <ul class="groups close">
        {groups.map((group) => (
          <li class={group.count > 1 ? "card" : "single"}>
            <Group {...{ job, group, words, canCorrect }} />
          </li>
        ))}
      </ul>
      {groups.length === mostGroups ? <p>{words.problems.more(mostGroups)}</p> : null}
    </section>
  );
}

interface GroupOf extends Omit<GroupsOf, "groups"> {
  readonly group: IssueGroup;
}

function Group({ job, group, words, canCorrect }: GroupOf) {
  const { code, column, value, count, severity } = group;
  const field = column === null ? undefined : entityNamed(job.entity).fields[column];
  const isReplaceable =
    canCorrect && count > 1 && column !== null && severity === "error" && !field?.secret && !distinct.has(code);
  return (
    <>
      <p class="problem">
        <strong>{words.number(count)} ×</strong> {words.issues[code] ?? code} <code>{code}</code>
        {severity === "warning" ? <span class="tag">{words.problems.warning}</span> : null}
      </p>
      {column === null ? null : (
        <p class="cell-name">
          {column}: <mark>{value === null ? words.problems.noValue : <Cell text={value} />}</mark>
        </p>
      )}
      <p>
        <a href={rowsAddress(job, group)}>{words.problems.show(count)}</a>
      </p>
      {isReplaceable ? <Replacement {...{ job, group, words }} /> : null}
    </>
  );
}

function Replacement({ job, group, words }: Omit<GroupOf, "canCorrect">) {
  const { code, column, value, count } = group;
  const choices = choicesOf(job, column);
  const list = `choices-${code}-${column}`;
  return (
    <form method="post" action={`/console/jobs/${job.id}/corrections`} class="replace">
      <Once />
      <input type="hidden" name="code" value={code} />
      <input type="hidden" name="column" value={column ?? ""} />
      <input type="hidden" name="from" value={value ?? ""} />
      <label>
        {words.problems.replace}
        <input name="to" autocomplete="off" required list={choices.length > 0 ? list : undefined} />
      </label>
      {choices.length > 0 ? (
        <datalist id={list}>
          {choices.map((choice) => (
            <option value={choice} />
          ))}
        </datalist>
      ) : null}
      <button type="submit" name="act" value="dry">
        {words.problems.tryOut}
      </button>
      <button type="submit" name="act" value="send" class="main">
        {words.problems.replaceAll(count)}
      </button>
    </form>
  );
}

/** The values that a column knows, where its schema lists them. */
function choicesOf(job: JobResource, column: string | null): string[] {
  const listed = column === null ? undefined : entityNamed(job.entity).fields[column]?.schema.enum;
  return Array.isArray(listed) ? listed.filter((choice) => typeof choice === "string") : [];
}

function rowsAddress(job: JobResource, { code, column, value }: Wanted | IssueGroup, after?: number): string {
  const query = new URLSearchParams();
  if (code !== undefined) query.set("code", code);
  if (column !== undefined && column !== null) {
    query.set("column", column);
    if (value !== undefined) query.set("value", value ?? "");
  }
  if (after !== undefined) query.set("after", String(after));
  return `/console/jobs/${job.id}/problems?${query}#rows`;
}

async function rows(
  deps: ConsoleDeps,
  context: ConsoleContext,
  { row, job, canCorrect }: { readonly row: JobRow; readonly job: JobResource; readonly canCorrect: boolean },
) {
  const words = context.get("words");
  const { wanted, afterLine } = wantedIn(context);
  // A warning is found at valid rows too.
  const isWarning = wanted.code === "OWNER_CHANGED";
  const outcome = isWarning ? "valid" : "invalid";
  const found = await readJobRows(deps, row, { ...wanted, outcome, afterLine, limit: rowsOnPage });
  return (
    <section aria-labelledby="rows">
      <h2 id="rows">{wanted.code === undefined ? words.problems.rows : words.problems.rowsOf(wanted.code)}</h2>
      <ProblemRows rows={found.rows} {...{ job, words, canCorrect, layout: row.layout }} />
      <p class="pages">
        {wanted.code === undefined && afterLine === 0 ? null : (
          <a href={`/console/jobs/${job.id}/problems#rows`}>{words.list.clear}</a>
        )}
        {found.nextLine === null ? null : (
          <a rel="next" href={rowsAddress(job, wanted, found.nextLine)}>
            {words.list.next}
          </a>
        )}
      </p>
    </section>
  );
}

const text = z.string().refine(isStorable, "has characters that are not allowed");
const wantedSchema = z.object({
  code: z.custom<IssueCode>((code) => typeof code === "string" && Object.hasOwn(issueCodes, code)).optional(),
  column: text.optional(),
  value: text.optional(),
  after: z.coerce.number().int().min(0).max(2_147_483_647).default(0),
});

/** Which rows the address asks for, and after which line. */
function wantedIn({ req }: ConsoleContext): { readonly wanted: Wanted; readonly afterLine: number } {
  const { code, column, value, after: afterLine } = shaped(wantedSchema, req.query());
  return { wanted: { code, column, value: value === "" ? null : value }, afterLine };
}
