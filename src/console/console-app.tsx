import { Hono } from "hono";
import { requestId } from "hono/request-id";
import { faultOf, problemOf } from "../http/answer/problem.js";
import { refuseCrossSite } from "../http/request/cross-site.js";
import { auditPage } from "./audit-page.js";
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from "./console-context.js";
import { ConsoleFault } from "./console-fault.js";
import { credentialsPage } from "./credentials-page.js";
import { filesPage } from "./files-page.js";
import { holdsPage } from "./holds-page.js";
import { importPage } from "./imports/import-page.js";
import { integrityPage } from "./integrity-page.js";
import { jobActions } from "./jobs/job-actions.js";
import { jobEvents } from "./jobs/job-events.js";
import { jobRoutes } from "./jobs/job-routes.js";
import { jobsPage } from "./jobs/jobs-page.js";
import { keysPage } from "./keys-page.js";
import { limitsPage } from "./limits-page.js";
import { page } from "./parts/layout.js";
import { pagePolicy } from "./policy.js";
import { schedulePages } from "./schedules/schedule-pages.js";
import { signedIn } from "./session.js";
import { signInPages } from "./sign-in.js";
import { staticFiles } from "./static-files.js";
import { webhookPage } from "./webhooks/webhook-page.js";
import { webhooksPage } from "./webhooks/webhooks-page.js";
import { chooseWords } from "./words/choose-words.js";

/** Creates the console: pages for people, rendered on the server, with the same commands and resources as the API. */
export function createConsole(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  app.use(requestId());
  app.onError((error, context) => errorPage(deps, context, error));
  app.use(pagePolicy());
  app.use(async (context, next) => {
    context.set("words", chooseWords(context.req.header("accept-language")));
    context.header("Vary", "Accept-Language");
    await next();
  });
  app.use(refuseCrossSite());
  staticFiles(app);
  signInPages(app, deps);
  app.use(signedIn(deps));
  jobsPage(app, deps);
  jobRoutes(app, deps);
  jobActions(app, deps);
  jobEvents(app, deps);
  importPage(app, deps);
  schedulePages(app, deps);
  integrityPage(app, deps);
  filesPage(app, deps);
  credentialsPage(app, deps);
  holdsPage(app, deps);
  webhooksPage(app, deps);
  webhookPage(app, deps);
  limitsPage(app, deps);
  auditPage(app, deps);
  keysPage(app, deps);
  app.all("*", (context) => {
    const words = context.get("words");
    throw new ConsoleFault("ROUTE_NOT_FOUND", words.error.notFound, "");
  });
  return app;
}

/** Returns the page of an error: its code in the reader's language, then the exact message. */
function errorPage(deps: ConsoleDeps, context: ConsoleContext, error: unknown) {
  const fault = problemOf(faultOf(context, error, deps));
  if (context.req.header("accept")?.includes("application/json")) return context.json(fault, fault.status);
  const words = context.get("words");
  const title = words.errors[fault.code] ?? fault.title;
  return context.html(
    page(
      context,
      { title, section: null },
      <>
        <h1>{title}</h1>
        <p lang={error instanceof ConsoleFault ? words.language : "en"}>
          {fault.detail} {fault.hint}
        </p>
        <p>
          <code>{fault.code}</code>
        </p>
        <p>
          <a href="/console">{words.error.back}</a>
        </p>
      </>,
    ),
    fault.status,
  );
}
