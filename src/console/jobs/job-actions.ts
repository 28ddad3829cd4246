import type { Hono } from "hono";
import type { JobRow } from "../../db/jobs/jobs.js";
import { correctionsSchema } from "../../domain/corrections.js";
import { optionsOf } from "../../domain/import-options.js";
import { isTerminal } from "../../domain/job.js";
import { ofRows } from "../../http/jobs/tenant-job.js";
import { requireRole } from "../../http/request/auth.js";
import { shortBody } from "../../http/request/body.js";
import { momentField, shaped } from "../../http/request/fields.js";
import { requireApprover } from "../../http/request/scopes.js";
import { correctRejects } from "../../services/corrections/correct-rejects.js";
import { approveImport } from "../../services/jobs/approve-import.js";
import { cancelJob, cancelledBy } from "../../services/jobs/cancel-job.js";
import { retryRequest } from "../../services/jobs/retry-import.js";
import { startImport } from "../../services/jobs/start-import.js";
import { undoImport } from "../../services/jobs/undo-import.js";
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from "../console-context.js";
import { ConsoleFault } from "../console-fault.js";
import { askedBy, formOf, waiting } from "../parts/form.js";
import { changedRows, mostUnconfirmed } from "./commands.js";
import { jobOf } from "./job-routes.js";

/** The commands that a package allows as a whole. */
const ofPackages: ReadonlySet<string> = new Set(["cancel", "retry"]);

/** Runs the commands of a job's page. The answer redirects to the job's page, or to that of the new job. */
export function jobActions(app: Hono<ConsoleEnv>, deps: ConsoleDeps): void {
  function action(verb: string, run: (context: ConsoleContext, job: JobRow) => Promise<JobRow>): void {
    app.post(`/jobs/:id/${verb}`, shortBody(deps.config), async (context) => {
      requireRole(context.get("caller"), "import");
      const job = await jobOf(deps, context);
      const changed = await run(context, ofPackages.has(verb) ? job : ofRows(job));
      return context.redirect(`/console/jobs/${changed.id}`, 303);
    });
  }

  action("cancel", async (context, job) => {
    const { tenantId, name } = context.get("caller");
    const now = await cancelJob(deps, deps.imports, job, cancelledBy(`the key ${name}`, job));
    if (isTerminal(now.state)) deps.placeFreed(tenantId);
    return now;
  });
  action("retry", async (context, job) =>
    startImport(deps, retryRequest(job, context.get("caller").name, await askedBy(context)), waiting(context)),
  );
  action("import", async (context, job) => {
    const { tenantId, importerId, entity, correctionOf } = job;
    const request = {
      ...{ tenantId, importerId, entity, requestedBy: context.get("caller").name },
      ...{ ...optionsOf(job), dryRun: false, source: { bytesOf: job } },
      ...(await askedBy(context)),
      ...(correctionOf === null ? {} : { correctionOf }),
    };
    return startImport(deps, request, waiting(context));
  });
  action("undo", async (context, job) => {
    if (job.counts) await confirmed(context, changedRows({ counts: job.counts }));
    return undoImport(deps, job, context.get("caller").name);
  });
  action("approve", async (context, job) => {
    if (job.counts) await confirmed(context, changedRows({ counts: job.counts }));
    const askedAt = shaped(momentField, (await formOf(context)).get("askedAt"), "INVALID_BODY");
    requireApprover(context.get("caller"));
    return approveImport(deps, job, { approvedBy: context.get("caller").name, askedAt });
  });
  action("corrections", async (context, job) => {
    const form = await formOf(context);
    const corrections = shaped(correctionsSchema, correctionsIn(form), "INVALID_BODY");
    const request = {
      ...{ corrections, dryRun: form.get("act") === "dry", requestedBy: context.get("caller").name },
      ...(await askedBy(context)),
    };
    return correctRejects(deps, job, request, waiting(context));
  });
}

/** Throws if a large change is sent without its number of rows. */
async function confirmed(context: ConsoleContext, rows: number): Promise<void> {
  if (rows <= mostUnconfirmed) return;
  const typed = (await formOf(context)).get("confirm")?.replaceAll(/[\s.,']/g, "");
  if (typed === String(rows)) return;
  throw new ConsoleFault(
    "INVALID_BODY",
    context.get("words").jobPage.confirmWrong,
    context.get("words").deletions.ask(rows),
  );
}

/** Returns the corrections of a form: one replacement, or cells by line and column. */
function correctionsIn(form: ReadonlyMap<string, string>) {
  const [code, column, from, to] = ["code", "column", "from", "to"].map((name) => form.get(name));
  const replace = code === undefined ? [] : [{ code, column, from: jsonOf(from ?? ""), to }];
  const cells = new Map<number, Record<string, string>>();
  for (const [name, text] of form) {
    const [, kind, line = "", column = ""] = /^(cell|secret)\.(\d+)\.(.+)$/s.exec(name) ?? [];
    if (kind === undefined || (kind === "secret" && text === "")) continue;
    cells.set(Number(line), { ...cells.get(Number(line)), [column]: text });
  }
  return { replace, rows: [...cells].map(([line, texts]) => ({ line, cells: texts })) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
