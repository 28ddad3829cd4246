import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readInstanceState } from "../../src/embedded/state-file.js";

/** The Temporal dev server of the bench from outside: what it was asked, and how it is put to sleep. */
export class TemporalDevServer {
  private constructor(
    private readonly pid: number,
    private readonly metricsUrl: string,
  ) {}

  /** @param folder in which the servers of the bench lie */
  static async in(folder: string): Promise<TemporalDevServer> {
    const state = await readInstanceState(folder);
    const log = await readFile(join(folder, "logs", "temporal.log"), "utf8");
    const metrics = /Temporal Metrics:\s+(\S+)/.exec(log)?.[1];
    if (!state?.temporal || !metrics) throw new Error("the Temporal server of the bench cannot be found");
    return new TemporalDevServer(state.temporal.pid, metrics);
  }

  /** How many requests of a kind its frontend has had. */
  async requests(operation: string): Promise<number> {
    const page = await (await fetch(this.metricsUrl)).text();
    const lines = page.split("\n").filter((line) => line.startsWith("service_requests{"));
    const ours = lines.filter((line) => line.includes(`operation="${operation}"`) && line.includes('"frontend"'));
    return ours.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
  }

  /** It no longer answers, and keeps its connections: worse than a server that is down. */
  sleep(): void {
    process.kill(this.pid, "SIGSTOP");
  }

  wake(): void {
    process.kill(this.pid, "SIGCONT");
  }
}
