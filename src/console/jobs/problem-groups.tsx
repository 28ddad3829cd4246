import type { IssueGroup } from "../../db/reports/issue-groups.js";
import { entityNamed } from "../../domain/entities/index.js";
import type { IssueCode } from "../../domain/issue.js";
import type { JobResource } from "../../http/jobs/schema.js";
import type { Words } from "../words/english.js";
import { Once } from "./commands.js";
import { BadValue } from "./problem-rows.js";
import { rowsAddress } from "./rows-address.js";

/** Issues whose rows cannot all get the same value. */
const distinct: ReadonlySet<IssueCode> = new Set(["DUPLICATE_KEY", "DUPLICATE_SLUG"]);

interface GroupsOf {
  readonly job: JobResource;
  readonly groups: readonly IssueGroup[];
  /** Whether there are more groups. */
  readonly isCut: boolean;
  readonly words: Words;
  readonly canCorrect: boolean;
}

/** Groups of equal issues, with one replacement for all rows of a group. */
export function ProblemGroups({ job, groups, isCut, words, canCorrect }: GroupsOf) {
  return (
    <section aria-labelledby="groups">
      <h2 id="groups">{words.problems.groups}</h2>
      <p>{words.problems.groupsHint}</p>
      <ul class="groups close">
        {groups.map((group, no) => (
          <li class={group.count > 1 ? "card" : "single"}>
            <Group {...{ job, group, no, words, canCorrect }} />
          </li>
        ))}
      </ul>
      {isCut ? <p>{words.problems.more(groups.length)}</p> : null}
    </section>
  );
}

interface GroupOf extends Omit<GroupsOf, "groups" | "isCut"> {
  readonly group: IssueGroup;
  readonly no: number;
}

function Group({ job, group, no, words, canCorrect }: GroupOf) {
  const { code, column, count, severity } = group;
  const field = column === null ? undefined : entityNamed(job.entity).fields[column];
  const isReplaceable = canCorrect && count > 1 && column !== null && severity === "error" && !distinct.has(code);
  return (
    <>
      <p class="problem">
        <strong>{words.number(count)} ×</strong> {words.issues[code] ?? code} <code>{code}</code>
        {severity === "warning" ? <span class="tag">{words.problems.warning}</span> : null}
      </p>
      {column === null ? null : (
        <p class="cell-name">
          {column}: <BadValue issue={group} words={words} />
        </p>
      )}
      <p>
        <a href={rowsAddress(job.id, group)}>{words.problems.show(count)}</a>
      </p>
      {isReplaceable && !field?.secret ? <Replacement {...{ job, group, no, words }} /> : null}
    </>
  );
}

function Replacement({ job, group, no, words }: Omit<GroupOf, "canCorrect">) {
  const { code, column, value, count } = group;
  const choices = choicesOf(job, column);
  const list = `choices-${no}`;
  return (
    <form method="post" action={`/console/jobs/${job.id}/corrections`} class="replace">
      <Once />
      <input type="hidden" name="code" value={code} />
      <input type="hidden" name="column" value={column ?? ""} />
      {/* As JSON: a form changes the line breaks of a text. */}
      <input type="hidden" name="from" value={JSON.stringify(value)} />
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

/** Returns the values that a column's schema lists; empty if it lists none. */
function choicesOf(job: JobResource, column: string | null): string[] {
  const listed = column === null ? undefined : entityNamed(job.entity).fields[column]?.schema.enum;
  return Array.isArray(listed) ? listed.filter((choice) => typeof choice === "string") : [];
}
