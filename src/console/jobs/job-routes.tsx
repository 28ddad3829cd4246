import type { Hono } from "hono";
import { listFindings } from "../../db/integrity/list-findings.js";
import type { JobRow } from "../../db/jobs/jobs.js";
import { listJobs } from "../../db/jobs/list-jobs.js";
import { pageOfFindings, placeOf } from "../../http/jobs/finding-page.js";
import { presentJob } from "../../http/jobs/present.js";
import { rejectsDownload } from "../../http/jobs/rejects.js";
import { noteRowsRead } from "../../http/jobs/rows-read.js";
import type { JobResource } from "../../http/jobs/schema.js";
import { rowsJob, tenantJob } from "../../http/jobs/tenant-job.js";
import { presentPackage } from "../../http/packages/present.js";
import { requireRole } from "../../http/request/auth.js";
import { findingsOfJob } from "../../services/results/global-validation.js";
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from "../console-context.js";
import { Findings } from "../parts/findings.js";
import { AboutTab } from "./about.js";
import { deletionsTab } from "./deletions.js";
import { firstTab, type JobTab, jobPage, jobTabs, tabsOf } from "./job-layout.js";
import { PackageFiles } from "./package-files.js";
import { PlanTab } from "./plan.js";
import { problemsTab } from "./problems.js";

/** The pages with rows of the file or of the store. */
const showsRows: ReadonlySet<JobTab> = new Set<JobTab>(["problems", "deletions", "plan"]);
const shownFindings = 200;
const shownCorrections = 20;

/** The pages about one job; each tab has its own address. */
export function jobRoutes(app: Hono<ConsoleEnv>, deps: ConsoleDeps): void {
  app.get("/jobs/:id/rejects.csv", async (context) => {
    const caller = context.get("caller");
    requireRole(caller, "import");
    return rejectsDownload(context, deps, await rowsJob(deps, caller, context.req.param("id")));
  });
  for (const tab of [null, ...jobTabs]) {
    app.get(tab === null ? "/jobs/:id" : `/jobs/:id/${tab}`, async (context) => {
      const row = await jobOf(deps, context);
      const job = await presentJob(deps, row);
      // A package has no tabs about single rows.
      const isShown = tab !== null && (row.package === null || tabsOf(job).includes(tab));
      const shown = isShown ? tab : firstTab(job);
      const content = await tabOf(deps, context, { row, job, tab: shown });
      if (showsRows.has(shown)) await noteRowsRead(deps, row, [shown]);
      return context.html(jobPage(context, job, shown, content));
    });
  }
}

/** Returns the job of the address, if it belongs to the reader's tenant. */
export function jobOf(deps: ConsoleDeps, context: ConsoleContext): Promise<JobRow> {
  return tenantJob(deps, context.get("caller"), context.req.param("id") ?? "");
}

interface Shown {
  readonly row: JobRow;
  readonly job: JobResource;
  readonly tab: JobTab;
}

async function tabOf(deps: ConsoleDeps, context: ConsoleContext, { row, job, tab }: Shown) {
  const words = context.get("words");
  switch (tab) {
    case "files": {
      if (row.package === null) return <AboutTab job={job} corrections={[]} words={words} />;
      const { jobs, notTaken } = await presentPackage(deps, row);
      return <PackageFiles {...{ jobs, notTaken, words }} />;
    }
    case "problems":
      return problemsTab(deps, context, row, job);
    case "plan":
      return <PlanTab job={job} words={words} />;
    case "deletions":
      return deletionsTab(deps, context, row, job);
    case "integrity":
      return integrityTab(deps, context, row);
    case "about": {
      const page = { limit: shownCorrections, after: null };
      const corrections = await listJobs(deps.db.query, { tenantId: row.tenantId, correctionOf: row.id }, page);
      return <AboutTab job={job} corrections={corrections} words={words} />;
    }
  }
}

async function integrityTab(deps: ConsoleDeps, context: ConsoleContext, row: JobRow) {
  const words = context.get("words");
  const after = placeOf(context.req.query("cursor"));
  const of = findingsOfJob(row);
  const found = of === null ? [] : await listFindings(deps.db.query, of, { after, limit: shownFindings });
  const { nextCursor } = pageOfFindings(found, shownFindings);
  return (
    <>
      <Findings found={found} words={words} />
      {nextCursor === null ? null : (
        <p class="pages">
          <a rel="next" href={`/console/jobs/${row.id}/integrity?cursor=${nextCursor}`}>
            {words.list.next}
          </a>
        </p>
      )}
    </>
  );
}
