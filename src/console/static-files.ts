import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Hono } from "hono";
import type { ConsoleEnv } from "./console-context.js";

/** The folder in `dist/`, whether the built files run or, as in tests, the sources. */
const built = import.meta.url.endsWith(".ts") ? "../../dist/src/console/" : "./";

const files = {
  "mark.svg": { type: "image/svg+xml", from: "mark.svg" },
  "console.css": { type: "text/css; charset=utf-8", from: "console.css" },
  "local-time.js": { type: "text/javascript; charset=utf-8", from: "islands/local-time.js" },
  "live.js": { type: "text/javascript; charset=utf-8", from: "islands/live.js" },
  "upload.js": { type: "text/javascript; charset=utf-8", from: "islands/upload.js" },
} as const;

export type StaticFile = keyof typeof files;

let read: { readonly bytes: ReadonlyMap<string, Uint8Array<ArrayBuffer>>; readonly hash: string } | null = null;

/**
 * Returns all files, read once, and one hash of them all. The files share a folder, since modules import each other by
 * name.
 */
function contents() {
  if (read) return read;
  const hash = createHash("sha256");
  const bytes = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const [name, { from }] of Object.entries(files)) {
    const content = Uint8Array.from(readFileSync(new URL(`${built}${from}`, import.meta.url)));
    bytes.set(name, content);
    hash.update(content);
  }
  read = { bytes, hash: hash.digest("base64url").slice(0, 12) };
  return read;
}

/** Returns a file's address. It contains the hash, so that browsers can cache each version without end. */
export function fileUrl(name: StaticFile): string {
  return `/console/static/${contents().hash}/${name}`;
}

/** Serves the style sheet and the browser's modules, without a session. */
export function staticFiles(app: Hono<ConsoleEnv>): void {
  app.get("/static/:hash/:name", (context) => {
    const name = context.req.param("name");
    const { bytes, hash } = contents();
    const content = bytes.get(name);
    if (!isFile(name) || content === undefined || hash !== context.req.param("hash")) return context.notFound();
    return context.body(content, 200, {
      "Content-Type": files[name].type,
      "Cache-Control": "public, max-age=31536000, immutable",
    });
  });
}

function isFile(name: string): name is StaticFile {
  return Object.hasOwn(files, name);
}
