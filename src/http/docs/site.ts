import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { getMimeType } from "hono/utils/mime";
import { fixedAnswer } from "../answer/fixed-answer.js";
import type { HttpEnv } from "../context.js";

/**
 * The folder `dist/docs/`, whether the built files run or, as in tests, the sources. `npm run build` makes it from
 * `docs/`.
 */
const folder = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "../../../dist/docs/" : "../../../docs/", import.meta.url),
);

/** Registers the documentation site: a page at `/docs/<name>`, and the files that the pages load at `/docs/assets/`. */
export function docsSite(app: OpenAPIHono<HttpEnv>): void {
  // The router treats the address without the slash as the same one; the script of the pages does not.
  app.get("/docs", (context, next) =>
    new URL(context.req.url).pathname === "/docs" ? Promise.resolve(context.redirect("/docs/", 308)) : next(),
  );
  for (const { name, bytes } of builtFiles()) {
    const contentType = getMimeType(name) ?? "application/octet-stream";
    if (name.endsWith(".html")) {
      const headers = { "Content-Security-Policy": policyOf(bytes.toString()) };
      const path = `/docs/${name}`.replace(/(\/index)?\.html$/, "");
      fixedAnswer(app, path, { contentType, make: () => bytes, headers });
    } else {
      fixedAnswer(app, `/docs/${name}`, { contentType, make: () => bytes });
    }
  }
}

/** All files, some 4 MB. They are read once, so that a build beside a running process does not mix two versions. */
function builtFiles(): { readonly name: string; readonly bytes: Buffer }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "404.html" && !entry.name.startsWith("."))
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => ({ name: relative(folder, path), bytes: readFileSync(path) }));
}

/**
 * Returns the policy of a page: it may run its own files, and the scripts that the generator wrote into it, each by its
 * hash.
 */
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
