import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import getPort from "get-port";
import { z } from "zod";

/** Prometheus with the alerts of `deploy/`, which watches processes. */
export interface Prometheus {
  /** How many of the processes answered the last time. */
  up(): Promise<number>;
  /** Names of the alerts that fire, in order. */
  firing(): Promise<string[]>;
  stop(): Promise<void>;
}

export interface Watched {
  readonly role: string;
  readonly port: number;
}

const countSchema = z.object({
  data: z.object({ result: z.array(z.object({ value: z.tuple([z.number(), z.string()]) })) }),
});

const answerSchema = z.object({
  data: z.object({ alerts: z.array(z.object({ state: z.string(), labels: z.record(z.string(), z.string()) })) }),
});

/** It looks each second, and alerts fire after two seconds instead of the minutes that `for` names. */
export async function startPrometheus(watched: readonly Watched[]): Promise<Prometheus> {
  const folder = await mkdtemp(join(tmpdir(), "bulkhead-prometheus-"));
  const alerts = await readFile("deploy/prometheus/alerts.yml", "utf8");
  await writeFile(join(folder, "alerts.yml"), alerts.replaceAll(/^( +for:) \w+$/gm, "$1 2s"));
  const targets = watched.map(({ role, port }) => ({ targets: [`127.0.0.1:${port}`], labels: { role } }));
  const config = {
    global: { scrape_interval: "1s", scrape_timeout: "1s", evaluation_interval: "1s" },
    rule_files: ["alerts.yml"],
    scrape_configs: [{ job_name: "bulkhead", static_configs: targets }],
  };
  // JSON is YAML.
  await writeFile(join(folder, "prometheus.yml"), JSON.stringify(config));
  const port = await getPort({ host: "127.0.0.1" });
  const options = {
    "--config.file": join(folder, "prometheus.yml"),
    "--storage.tsdb.path": join(folder, "data"),
    "--web.listen-address": `127.0.0.1:${port}`,
    "--log.level": "error",
  };
  const args = Object.entries(options).map(([name, value]) => `${name}=${value}`);
  const child = spawn("prometheus", args, { stdio: ["ignore", "ignore", "inherit"] });
  return {
    up: async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=sum(up)`);
      return Number(countSchema.parse(await answer.json()).data.result[0]?.value[1] ?? 0);
    },
    firing: async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/alerts`);
      const { data } = answerSchema.parse(await answer.json());
      const names = data.alerts.filter(({ state }) => state === "firing").map(({ labels }) => labels.alertname ?? "");
      return [...new Set(names)].sort();
    },
    stop: async () => {
      const ended = once(child, "exit");
      child.kill();
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
