import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import GithubSlugger from "github-slugger";
import { expect, test } from "vitest";
import { errorCodes } from "../src/domain/errors.js";
import { findingCodes } from "../src/domain/integrity-rule.js";
import { issueCodes } from "../src/domain/issue.js";
import { jobStages, jobStates } from "../src/domain/job.js";
import { settings } from "../src/settings.js";

/** The first cell of every table row that is a code, in its section. */
async function documented(file: string, section = /^/m): Promise<string[]> {
  const text = await readFile(file, "utf8");
  const part = text.slice(text.search(section));
  const end = part.indexOf("\n## ", 1);
  const rows = (end === -1 ? part : part.slice(0, end)).matchAll(/^\| `([A-Z_]+)` \|/gm);
  return [...rows].map(([, code = ""]) => code);
}

test("docs/errors.md explains every error code, and none that does not exist", async () => {
  const codes = [
    ...(await documented("docs/errors.md", /^## Problems/m)),
    ...(await documented("docs/errors.md", /^## Job errors/m)),
  ];
  expect([...new Set(codes)].sort()).toEqual(Object.keys(errorCodes).sort());
});

test("docs/errors.md explains every issue code, and none that does not exist", async () => {
  expect((await documented("docs/errors.md", /^## Row issues/m)).sort()).toEqual(Object.keys(issueCodes).sort());
});

test("docs/errors.md explains every finding of the global validation, and none that does not exist", async () => {
  expect((await documented("docs/errors.md", /^## Findings/m)).sort()).toEqual(Object.keys(findingCodes).sort());
});

test("docs/errors.md gives each problem the status it is answered with", async () => {
  const text = await readFile("docs/errors.md", "utf8");
  for (const [, code, status] of text.matchAll(/^\| `([A-Z_]+)` \| (\d{3}) \|/gm)) {
    expect([code, Number(status)]).toEqual([code, errorCodes[code as keyof typeof errorCodes].status]);
  }
});

test("docs/job-states.md has a section for every state of a job, and explains every stage", async () => {
  const text = await readFile("docs/job-states.md", "utf8");
  expect([...text.matchAll(/^## (\w+)$/gm)].map(([, state]) => state)).toEqual(jobStates);
  for (const name of [
    ...jobStates.map((state) => `[\`${state}\`](#${state})`),
    ...jobStages.map((stage) => `\`${stage}\``),
  ]) {
    expect(text).toContain(`| ${name} |`);
  }
  const failures = ["UNAVAILABLE", "DEFECT", "WAITING"];
  const codes = [...text.matchAll(/`([A-Z]+_?[A-Z_]*)`/g)].map(([, code = ""]) => code);
  const known = [errorCodes, issueCodes, settings.shape];
  const unknown = codes.filter((code) => !known.some((names) => code in names) && !failures.includes(code));
  expect(unknown.filter((code) => code !== "ID")).toEqual([]);
});

test("docs/settings.md has every setting, with its default", async () => {
  const text = await readFile("docs/settings.md", "utf8");
  const rows = [...text.matchAll(/^\| `(\w+)` \| (?:`([^`]*)`|–) \|/gm)].map(([, name, fallback]) => [name, fallback]);
  const declared = Object.entries(settings.shape).map(([name, field]) => {
    const parsed = field.safeParse(undefined);
    return [name, parsed.success && parsed.data !== undefined ? String(parsed.data) : undefined];
  });
  expect(rows).toEqual(declared);
});

const textFolders = ["src", "activities", "workflows", "test", "chaos", "bench", "docs", "clients"];

async function textFiles(): Promise<string[]> {
  const entries = await Promise.all(
    textFolders.map((folder) => readdir(folder, { recursive: true, withFileTypes: true })),
  );
  return entries
    .flat()
    .filter(
      (entry) =>
        entry.isFile() && !/\/(node_modules|dist)(\/|$)/.test(entry.parentPath) && /\.(ts|mjs|md|sh)$/.test(entry.name),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .concat("README.md", "ARCHITECTURE.md", "STYLE.md", "CONTRIBUTING.md", "CHANGELOG.md");
}

test("every section of the contracts that a comment or a page refers to is in docs/contracts.md", async () => {
  const contracts = await readFile("docs/contracts.md", "utf8");
  const sections = new Set([...contracts.matchAll(/^### D (\d+)\. /gm)].map(([, no]) => no));
  const unknown: string[] = [];
  let references = 0;
  for (const file of await textFiles()) {
    // A reference may go over the end of a line of a comment.
    const text = (await readFile(file, "utf8")).replaceAll(/\n\s*(?:\*|\/\/)?\s*/g, " ");
    for (const [reference, numbers = ""] of text.matchAll(/\bsections? D (\d+(?:(?:, | and |, and )\d+)*)/g)) {
      references++;
      for (const no of numbers.match(/\d+/g) ?? []) if (!sections.has(no)) unknown.push(`${file}: ${reference}`);
    }
  }
  expect(references).toBeGreaterThan(40);
  expect(unknown).toEqual([]);
});

/** The anchors of a page's sections, as GitHub makes them. */
async function anchorsOf(file: string): Promise<ReadonlySet<string>> {
  const slugger = new GithubSlugger();
  const headings = (await readFile(file, "utf8")).matchAll(/^#+ (.*)$/gm);
  return new Set([...headings].map(([, heading = ""]) => slugger.slug(heading)));
}

test("every link from a page to a page leads to a file, and to a section that is there", async () => {
  const broken: string[] = [];
  let links = 0;
  for (const page of (await textFiles()).filter((file) => file.endsWith(".md"))) {
    for (const [, link = ""] of (await readFile(page, "utf8")).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(link)) continue;
      links++;
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : join(dirname(page), path);
      const leads = existsSync(target) && (anchor === undefined || (await anchorsOf(target)).has(anchor));
      if (!leads) broken.push(`${page}: ${link}`);
    }
  }
  expect(broken).toEqual([]);
  expect(links).toBeGreaterThan(100);
});

test("every file that ARCHITECTURE.md names is there", async () => {
  const text = await readFile("ARCHITECTURE.md", "utf8");
  const named = new Set(
    Array.from(text.matchAll(/`((?:[\w.-]+\/)+[\w.-]+\.(?:ts|sh|json|md))`/g), ([, path = ""]) => path),
  );
  expect(named.size).toBeGreaterThan(30);
  const missing = [...named].filter((path) => !existsSync(path) && !existsSync(join("src", path)));
  expect(missing).toEqual([]);
});

test("every setting that a page names is one of Bulkhead's or of docker-compose.yml", async () => {
  const compose = await readFile("docker-compose.yml", "utf8");
  for (const page of (await readdir("docs")).filter((name) => name.endsWith(".md"))) {
    const named = (await readFile(join("docs", page), "utf8")).match(/\bBULKHEAD_[A-Z0-9_]+\b/g) ?? [];
    const unknown = named.filter((name) => !(name in settings.shape) && !compose.includes(name));
    expect([page, unknown]).toEqual([page, []]);
  }
});
