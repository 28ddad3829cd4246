import type { Child } from "hono/jsx";
import { isTerminal } from "../../domain/job.js";
import { packageEntity } from "../../domain/packages/package-entity.js";
import { roleAllows } from "../../domain/role.js";
import type { JobResource } from "../../http/jobs/schema.js";
import { capitalized } from "../../services/results/warning-text.js";
import type { ConsoleContext } from "../console-context.js";
import { page } from "../parts/layout.js";
import type { Words } from "../words/english.js";
import { Commands } from "./commands.js";
import { JobHead } from "./job-head.js";

export const jobTabs = ["files", "problems", "plan", "deletions", "integrity", "about"] as const;
export type JobTab = (typeof jobTabs)[number];

/** Returns the tab that a job's page opens with, by what the reader has to do. */
export function firstTab(job: JobResource): JobTab {
  if (job.entity === packageEntity) return "files";
  if (job.state === "awaiting_approval") return "deletions";
  if (job.counts.invalid > 0 || job.warnings.length > 0) return "problems";
  if (job.dryRun) return "plan";
  return "about";
}

/** Returns the tabs that have content for a job. */
export function tabsOf(job: JobResource): JobTab[] {
  if (job.entity === packageEntity) return ["files", "about"];
  const isShown: Record<JobTab, boolean> = {
    files: false,
    problems: true,
    plan: job.plan !== null,
    deletions: job.counts.deleted > 0 || job.approval !== null,
    integrity: job.globalValidation !== null,
    about: true,
  };
  return jobTabs.filter((tab) => isShown[tab]);
}

function jobTitle(job: Pick<JobResource, "entity" | "asset">, words: Words): string {
  const entity = words.entities[job.entity] ?? job.entity;
  return words.jobPage.title(capitalized(entity), job.asset.path.split("/").at(-1) ?? "");
}

/** Returns a page about one job: its head, its commands, and one tab. */
export function jobPage(context: ConsoleContext, job: JobResource, tab: JobTab, children: Child) {
  const words = context.get("words");
  const title = jobTitle(job, words);
  const isOpen = !isTerminal(job.state);
  const isPackage = job.entity === packageEntity;
  const isUndoing = job.undo !== null && job.undo.finishedAt === null;
  const options = { title, section: "jobs" as const, islands: ["live.js" as const] };
  // A page with an input is not refreshed: the reader types a number to confirm an approval.
  const refreshes = (isOpen && job.state !== "awaiting_approval") || isUndoing;
  return page(
    context,
    refreshes ? { ...options, refreshSeconds: 5 } : options,
    <>
      <p class="visually-hidden" role="status" id="state" />
      <div
        data-events={isOpen && !isPackage ? `/console/jobs/${job.id}/events` : undefined}
        data-poll={isUndoing || (isOpen && isPackage) ? "2" : undefined}
        id="job"
        data-live=""
      >
        <h1>
          <bdi>{title}</bdi>
        </h1>
        {job.correctionOf === null ? null : (
          <p>
            {words.problems.correctionsOf} <a href={`/console/jobs/${job.correctionOf}`}>{job.correctionOf}</a>
          </p>
        )}
        {job.packageId === null ? null : (
          <p>
            {words.packages.of} <a href={`/console/jobs/${job.packageId}`}>{job.packageId}</a>
          </p>
        )}
        <JobHead job={job} words={words} />
        {roleAllows(context.get("session").role, "import") ? <Commands job={job} words={words} /> : null}
        <nav aria-label={words.jobPage.tabs.label} class="tabs">
          <ul>
            {tabsOf(job).map((name) => (
              <li>
                <a href={`/console/jobs/${job.id}/${name}`} aria-current={name === tab ? "page" : undefined}>
                  {words.jobPage.tabs[name]}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        {children}
      </div>
    </>,
  );
}
