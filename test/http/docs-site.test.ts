import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pages } from "../../docs/.vitepress/pages.js";
import { TestBulkhead } from "../support/bulkhead.js";

let bulkhead: TestBulkhead;
/** The HTML of each page, by its address. */
const served = new Map<string, string>();
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
  for (const { address } of pages) {
    const path = address === "index" ? "/docs/" : `/docs/${address}`;
    const answer = await bulkhead.call<string>("GET", path, { key: null });
    expect([path, answer.status]).toEqual([path, 200]);
    served.set(path, answer.body);
  }
});
afterAll(() => bulkhead.stop());

test("every page in docs/ is on the site, and the menu of the site names it", async () => {
  const inFolder = (await readdir("docs")).filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`);
  expect(pages.map(({ file }) => file)).toEqual(expect.arrayContaining(inFolder));
  const start = served.get("/docs/") ?? "";
  for (const path of served.keys()) expect(start).toContain(`href="${path}"`);
});

test("every link on the site leads to a page, and to a section of it that is there", async () => {
  const broken: string[] = [];
  for (const [path, html] of served) {
    for (const [, href = ""] of html.matchAll(/<a [^>]*?href="([^"]+)"/g)) {
      const { origin, pathname, hash } = new URL(href, new URL(path, bulkhead.url));
      if (origin !== new URL(bulkhead.url).origin) continue;
      const target = served.get(pathname);
      const there =
        target === undefined
          ? (await bulkhead.call("GET", pathname, { key: null })).status < 400
          : hash === "" || target.includes(`id="${decodeURIComponent(hash.slice(1))}"`);
      if (!there) broken.push(`${path}: ${href}`);
    }
  }
  expect(broken).toEqual([]);
});

test("a page loads files of this server alone, and each of them is there", async () => {
  const files = new Set<string>();
  for (const html of served.values()) {
    for (const [, url = ""] of html.matchAll(/<(?:script|img|link)\b[^>]*? (?:src|href)="(?!data:)([^"]+)"/g))
      files.add(url);
  }
  for (const url of files) {
    expect([url, (await bulkhead.call("GET", url, { key: null })).status]).toEqual([url, 200]);
  }
  expect(files.size).toBeGreaterThan(10);
});

test("a page's policy allows the scripts that are in the page by their hashes, and nothing else inline", async () => {
  for (const path of served.keys()) {
    const { body, headers } = await bulkhead.call<string>("GET", path, { key: null });
    const scripts = Array.from(body.matchAll(/<script\b([^>]*)>(.*?)<\/script>/gs)).filter(
      ([, attributes]) => !attributes?.includes("src="),
    );
    const hashes = scripts.map(([, , script = ""]) => createHash("sha256").update(script).digest("base64"));
    const allowed = (headers.get("content-security-policy") ?? "").match(/script-src ([^;]*)/)?.[1]?.split(" ");
    expect(allowed?.toSorted()).toEqual(["'self'", ...hashes.map((hash) => `'sha256-${hash}'`)].sort());
    expect(body).not.toMatch(/\son\w+="/);
  }
});

test("the address without its slash leads to the start page", async () => {
  const answer = await fetch(`${bulkhead.url}/docs`, { redirect: "manual" });
  expect([answer.status, answer.headers.get("location")]).toEqual([308, "/docs/"]);
});
