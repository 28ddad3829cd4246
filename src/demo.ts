import { fileURLToPath } from "node:url";
import { answer } from "../clients/typescript/src/api.js";
import { createBulkhead } from "../clients/typescript/src/bulkhead.js";
import type { Job } from "../clients/typescript/src/follow.js";
import type { operations } from "../clients/typescript/src/schema.js";
import { followJob } from "./cli/follow-job.js";
import { type Config, readEnv, toConfig } from "./config.js";
import { createLogger } from "./deps.js";
import { englishJobWords } from "./domain/words/english.js";
import { jobHeadline } from "./domain/words/job-words.js";
import { readEmbeddedKey } from "./start/embedded-key.js";
import { AlreadyRunning } from "./start/servers.js";
import { type Stack, startStack } from "./start/stack.js";
import { stopOnSignal } from "./start/stop-on-signal.js";
import { installRuntime } from "./worker/runtime.js";

/**
 * Runs the main job as any client would: uploads a file, starts an import, follows it, reads its issues. Uses the stack
 * that runs on the data folder, or starts one.
 */

const sample = fileURLToPath(new URL("../../samples/course-groups.csv", import.meta.url));
const entity = "courseGroupInPersonEvent";
const assetPath = "demo/course-groups.csv";
const shownIssues = 8;

const say = (line = "") => process.stdout.write(`${line}\n`);
const startedAt = Date.now();

type Rows = operations["listRows"]["responses"]["200"]["content"]["application/json"];

class DemoError extends Error {}

async function main(): Promise<void> {
  const config = { ...toConfig(readEnv()), logLevel: "warn" as const };
  const sdkMetricsUrl = await installRuntime(createLogger(config), { metrics: true });
  const { url, consoleUrl, stop } = await useStack(config, sdkMetricsUrl);
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

async function useStack(config: Config, sdkMetricsUrl: string | null): Promise<UsedStack> {
  try {
    say("Starting Postgres, Temporal, the HTTP API and a worker …");
    const starting = startStack(config, "all", say, { sdkMetricsUrl });
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

async function importSample(url: string, key: string): Promise<Job> {
  const bulkhead = createBulkhead({ url, key });
  await bulkhead.upload(sample, { path: assetPath, contentType: "text/csv" });
  say(`Uploaded ${assetPath}`);
  const started = await bulkhead.startImport({ entity, asset: assetPath });
  const job = await followJob(bulkhead, started.id);
  const params = { path: { id: job.id }, query: { outcome: "invalid", limit: shownIssues } } as const;
  report(url, job, await answer(bulkhead.api.GET("/api/jobs/{id}/rows", { params })));
  return job;
}

function report(url: string, job: Job, rows: Rows): void {
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
