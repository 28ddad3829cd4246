import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { SingleBar } from "cli-progress";
import { type Config, readEnv, toConfig } from "./config.js";
import { createLogger } from "./deps.js";
import { englishJobWords } from "./domain/words/english.js";
import { jobHeadline } from "./domain/words/job-words.js";
import type { JobResource } from "./http/jobs/schema.js";
import { readEmbeddedKey } from "./start/embedded-key.js";
import { AlreadyRunning, type Stack, startStack } from "./start/stack.js";
import { stopOnSignal } from "./start/stop-on-signal.js";
import { installRuntime } from "./worker/runtime.js";

/**
 * The main job, as any client would do it: upload a file, start an import, follow it, read what was wrong. Uses the
 * stack that runs on the data folder, or brings one up.
 */

const sample = fileURLToPath(new URL("../../samples/course-groups.csv", import.meta.url));
const entity = "courseGroupInPersonEvent";
const assetPath = "demo/course-groups.csv";
const shownIssues = 8;

const say = (line = "") => process.stdout.write(`${line}\n`);
const startedAt = Date.now();

interface Rows {
  readonly items: readonly { readonly issues: JobResource["warnings"] }[];
}

class DemoError extends Error {}

async function main(): Promise<void> {
  const config = { ...toConfig(readEnv()), logLevel: "warn" as const };
  installRuntime(createLogger(config));
  const { url, consoleUrl, stop } = await useStack(config);
  try {
    const key = config.apiKey ?? (await readEmbeddedKey(config));
    if (!key) throw new DemoError("Set BULKHEAD_API_KEY to a key of role import (bulkhead keys create).");
    const job = await importSample(url, key);
    say(`Console       ${consoleUrl === null ? `${url}/console` : `${consoleUrl}?to=/console`}/jobs/${job.id}`);
  } catch (error) {
    await stop?.();
    throw error;
  }
  if (!stop) return;
  if (process.argv.includes("--exit") || !process.stdout.isTTY) {
    say("\nstopping …");
    await stop();
    return;
  }
  say("\nStill serving; Ctrl-C stops everything.");
  await new Promise(() => undefined);
}

interface UsedStack extends Pick<Stack, "consoleUrl"> {
  readonly url: string;
  /** Null where another process runs the stack. */
  readonly stop: Stack["stop"] | null;
}

async function useStack(config: Config): Promise<UsedStack> {
  try {
    say("Starting Postgres, Temporal, the HTTP API and a worker …");
    const starting = startStack(config, "all", say);
    stopOnSignal(starting, say);
    const stack = await starting;
    if (stack.url === null) throw new DemoError("The stack has no HTTP API.");
    return { url: stack.url, consoleUrl: stack.consoleUrl, stop: stack.stop };
  } catch (error) {
    if (!(error instanceof AlreadyRunning) || error.url === null) throw error;
    say(`Using the stack that runs already: ${error.url}`);
    return { url: error.url, consoleUrl: null, stop: null };
  }
}

async function importSample(url: string, key: string): Promise<JobResource> {
  const call = <T>(method: string, path: string, body?: Uint8Array<ArrayBuffer> | string, type = "application/json") =>
    request<T>(`${url}${path}`, {
      method,
      headers: { Authorization: `Bearer ${key}`, ...(body === undefined ? {} : { "Content-Type": type }) },
      ...(body === undefined ? {} : { body }),
    });
  await call("PUT", `/api/assets/${assetPath}`, new Uint8Array(await readFile(sample)), "text/csv");
  say(`Uploaded ${assetPath}`);
  const started = await call<JobResource>("POST", "/api/imports", JSON.stringify({ entity, asset: assetPath }));
  const job = await follow(() => call<JobResource>("GET", started.links.self));
  const rows = await call<Rows>("GET", `${job.links.rows}?outcome=invalid&limit=${shownIssues}`);
  report(url, job, rows);
  return job;
}

async function request<T>(url: string, init: RequestInit): Promise<T> {
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) throw new DemoError(`${init.method} ${url} answered ${response.status}: ${text}`);
  return JSON.parse(text) as T;
}

const pollEvery = 150;

async function follow(read: () => Promise<JobResource>): Promise<JobResource> {
  const bar = process.stdout.isTTY
    ? new SingleBar({ format: "{bar} {percentage} % | {stage} | {rows} rows", hideCursor: true })
    : null;
  bar?.start(100, 0, { stage: "queued", rows: 0 });
  let told = "";
  for (;;) {
    const job = await read();
    const { percent, rowsRead } = job.progress;
    bar?.update(percent, { stage: job.stage ?? job.state, rows: rowsRead });
    const line = `${String(percent).padStart(3)} %  ${job.stage ?? job.state}`;
    if (!bar && line !== told) say(line);
    told = line;
    if (job.finishedAt !== null) {
      bar?.stop();
      return job;
    }
    await new Promise((resolve) => setTimeout(resolve, pollEvery));
  }
}

function report(url: string, job: JobResource, rows: Rows): void {
  const { created, updated, unchanged } = job.counts;
  say(
    `\n${job.state}: ${jobHeadline(job, englishJobWords)} ${created} created, ${updated} updated, ${unchanged} unchanged.`,
  );
  const issues = [...job.warnings, ...rows.items.flatMap((row) => row.issues)];
  for (const { line, column, message } of issues.slice(0, shownIssues)) {
    say(`  line ${line}, ${column ?? "row"}: ${message}`);
  }
  if (job.error) say(`  ${job.error.code}: ${job.error.message}`);
  const all = Object.entries(job.issuesByCode).map(([code, count]) => `${code} × ${count}`);
  if (all.length > 0) say(`  in all: ${all.join(", ")}`);
  say(`\nJob           ${url}${job.links.self}`);
  if (job.links.temporal) say(`Temporal UI   ${job.links.temporal}`);
  say(`Time          ${((Date.now() - startedAt) / 1_000).toFixed(1)} s from the start of the demo`);
}

try {
  await main();
  process.exit(0);
} catch (error) {
  const expected = error instanceof Error && !(error instanceof TypeError);
  process.stderr.write(`${expected ? error.message : String(error)}\n`);
  process.exit(1);
}
