import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Hono } from "hono";
import type { ConsoleEnv } from "./console-context.js";

/** `dist/`, also when the sources themselves run, as in the tests. */
const built = import.meta.url.endsWith(".ts") ? "../../dist/src/console/" : "./";

const files = {
  "console.css": { type: "text/css; charset=utf-8", from: "console.css" },
  "local-time.js": { type: "text/javascript; charset=utf-8", from: "islands/local-time.js" },
  "live.js": { type: "text/javascript; charset=utf-8", from: "islands/live.js" },
  "upload.js": { type: "text/javascript; charset=utf-8", from: "islands/upload.js" },
} as const;

export type StaticFile = keyof typeof files;

const read = new Map<string, { readonly bytes: Uint8Array<ArrayBuffer>; readonly hash: string }>();

function content(name: StaticFile) {
  const known = read.get(name);
  if (known) return known;
  const bytes = Uint8Array.from(readFileSync(new URL(`${built}${files[name].from}`, import.meta.url)));
  const made = { bytes, hash: createHash("sha256").update(bytes).digest("base64url").slice(0, 12) };
  read.set(name, made);
  return made;
}

/** Where a page finds a file: another content has another address, so browsers keep each for good. */
export function fileUrl(name: StaticFile): string {
  return `/console/static/${content(name).hash}/${name}`;
}

/** The style sheet and the browser's modules; they need no session. */
export function staticFiles(app: Hono<ConsoleEnv>): void {
  app.get("/static/:hash/:name", (context) => {
    const name = context.req.param("name");
    if (!isFile(name) || content(name).hash !== context.req.param("hash")) return context.notFound();
    return context.body(content(name).bytes, 200, {
      "Content-Type": files[name].type,
      "Cache-Control": "public, max-age=31536000, immutable",
    });
  });
}

function isFile(name: string): name is StaticFile {
  return Object.hasOwn(files, name);
}
