import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { getMimeType } from "hono/utils/mime";
import { fixedAnswer } from "../answer/fixed-answer.js";
import type { HttpEnv } from "../context.js";

/** `dist/docs/`, also when the sources themselves run, as in the tests. `npm run build` makes it of `docs/`. */
const folder = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "../../../dist/docs/" : "../../../docs/", import.meta.url),
);

/** The documentation as a site: a page at `/docs/<name>`, and the files that the pages load at `/docs/assets/`. */
export function docsSite(app: OpenAPIHono<HttpEnv>): void {
  // The router takes the address without its slash for the same one; the pages' own script does not.
  app.get("/docs", (context, next) =>
    new URL(context.req.url).pathname === "/docs" ? Promise.resolve(context.redirect("/docs/", 308)) : next(),
  );
  const files = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
  for (const file of files.filter((name) => name.includes("."))) {
    const make = () => readFileSync(join(folder, file));
    const contentType = getMimeType(file) ?? "application/octet-stream";
    if (file.endsWith(".html")) {
      const headers = { "Content-Security-Policy": policyOf(make().toString()) };
      fixedAnswer(app, `/docs/${file}`.replace(/(\/index)?\.html$/, ""), { contentType, make, headers });
    } else {
      fixedAnswer(app, `/docs/${file}`, { contentType, make });
    }
  }
}

/** A page runs its own files, and the scripts that the generator wrote into it: each is allowed by its hash. */
function policyOf(page: string): string {
  const inline = Array.from(page.matchAll(/<script(?: id="[\w-]+")?>(.*?)<\/script>/gs), ([, script = ""]) => script);
  const hashes = inline.map((script) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`);
  return [
    "default-src 'none'",
    ["script-src 'self'", ...hashes].join(" "),
    "style-src 'self' 'unsafe-inline'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
