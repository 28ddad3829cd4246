import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { HttpEnv } from "./context.js";

const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Bulkhead API</title><link rel="stylesheet" href="/docs/swagger-ui.css"></head>
<body><div id="docs"></div><script src="/docs/swagger-ui-bundle.js"></script>
<script>SwaggerUIBundle({ url: "/openapi.json", dom_id: "#docs", persistAuthorization: true })</script></body>
</html>
`;

const files = { "swagger-ui.css": "text/css", "swagger-ui-bundle.js": "text/javascript" } as const;

/** The API, browsable; its files come from the installed package, so that it works without the internet. */
export function docsRoute(app: OpenAPIHono<HttpEnv>): void {
  const folder = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  app.get("/docs", (context) => context.html(page));
  for (const [name, type] of Object.entries(files)) {
    app.get(`/docs/${name}`, async (context) => {
      context.header("Content-Type", type);
      context.header("Cache-Control", "public, max-age=86400");
      return context.body(await readFile(join(folder, name), "utf8"));
    });
  }
}
