import { html } from "hono/html";
import type { Child } from "hono/jsx";
import { roleAllows } from "../../domain/role.js";
import type { ConsoleContext } from "../console-context.js";
import { fileUrl, type StaticFile } from "../static-files.js";

const sections = [
  "jobs",
  "import",
  "schedules",
  "integrity",
  "files",
  "credentials",
  "holds",
  "webhooks",
  "limits",
  "audit",
  "keys",
] as const;
export type Section = (typeof sections)[number];

const addresses: Readonly<Record<Section, string>> = {
  jobs: "/console",
  import: "/console/import",
  schedules: "/console/schedules",
  integrity: "/console/integrity",
  files: "/console/files",
  credentials: "/console/credentials",
  holds: "/console/holds",
  webhooks: "/console/webhooks",
  limits: "/console/limits",
  audit: "/console/audit",
  keys: "/console/keys",
};
const roleFor: Partial<Record<Section, "import" | "admin">> = {
  import: "import",
  credentials: "admin",
  holds: "admin",
  webhooks: "admin",
  audit: "admin",
  keys: "admin",
};

interface PageOptions {
  readonly title: string;
  readonly section: Section | null;
  readonly islands?: readonly StaticFile[];
  /** Interval in seconds at which the page is reloaded in a browser without scripts. */
  readonly refreshSeconds?: number;
}

/** Returns a whole page in the reader's language, with a menu if the reader is signed in. */
export function page(context: ConsoleContext, options: PageOptions, children: Child) {
  const { title, section, islands = [], refreshSeconds } = options;
  const words = context.get("words");
  const document = (
    <html lang={words.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · Bulkhead`}</title>
        <link rel="icon" href={fileUrl("mark.svg")} />
        <link rel="stylesheet" href={fileUrl("console.css")} />
        {["local-time.js" as const, ...islands].map((name) => (
          <script type="module" src={fileUrl(name)} />
        ))}
        {refreshSeconds === undefined ? null : (
          <noscript>
            <meta http-equiv="refresh" content={String(refreshSeconds)} />
          </noscript>
        )}
      </head>
      <body>
        <a class="skip" href="#content">
          {words.nav.skip}
        </a>
        <Header context={context} section={section} />
        <main id="content" tabindex={-1}>
          {children}
        </main>
      </body>
    </html>
  );
  return html`<!doctype html>${document}`;
}

function Header({ context, section }: { readonly context: ConsoleContext; readonly section: Section | null }) {
  const words = context.get("words");
  const session = context.get("session");
  if (!session) {
    return (
      <header class="bar">
        <span class="brand">Bulkhead</span>
      </header>
    );
  }
  const shown = sections.filter((name) => roleAllows(session.role, roleFor[name] ?? "read"));
  return (
    <header class="bar">
      <a class="brand" href="/console">
        Bulkhead
      </a>
      <nav aria-label={words.nav.label}>
        <ul>
          {shown.map((name) => (
            <li>
              <a href={addresses[name]} aria-current={name === section ? "page" : undefined}>
                {words.nav[name]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <form method="post" action="/console/sign-out" class="who">
        <span>{words.nav.signedIn(session.name, session.role)}</span>
        <button type="submit" class="quiet">
          {words.nav.signOut}
        </button>
      </form>
    </header>
  );
}
