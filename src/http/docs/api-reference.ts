import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { fixedAnswer } from "../answer/fixed-answer.js";
import type { HttpEnv } from "../context.js";

const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Bulkhead API</title><link rel="stylesheet" href="/docs/api/swagger-ui.css"></head>
<body><div id="api"></div><script src="/docs/api/swagger-ui-bundle.js"></script><script src="/docs/api/start.js"></script></body>
</html>
`;

/** The entered key is lost when the page is closed: it is never kept in the browser's storage. */
const start = `SwaggerUIBundle({ url: "/openapi.json", dom_id: "#api", persistAuthorization: false });\n`;

/** Allows the page's own files, the document, and the small images in Swagger's style sheet. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  "img-src data:",
  "frame-ancestors 'none'",
].join("; ");

/** Registers `/docs/api`, a page to try the API. Its files come from the installed package: it works offline. */
export function apiReference(app: OpenAPIHono<HttpEnv>): void {
  const folder = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  const file = (name: string) => () => readFileSync(join(folder, name));
  fixedAnswer(app, "/docs/api", {
    contentType: "text/html; charset=utf-8",
    make: () => page,
    headers: { "Content-Security-Policy": policy },
  });
  fixedAnswer(app, "/docs/api/start.js", { contentType: "text/javascript", make: () => start });
  fixedAnswer(app, "/docs/api/swagger-ui-bundle.js", {
    contentType: "text/javascript",
    make: file("swagger-ui-bundle.js"),
  });
  fixedAnswer(app, "/docs/api/swagger-ui.css", { contentType: "text/css", make: file("swagger-ui.css") });
}
