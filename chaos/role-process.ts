import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { open } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** Beside these sources once compiled, and in `dist/` where a test runs the sources themselves. */
const built = import.meta.url.endsWith(".ts") ? "../dist/src/main.js" : "../src/main.js";
const mainPath = fileURLToPath(new URL(built, import.meta.url));

export interface RoleOptions {
  readonly role: "http" | "worker";
  /** As the report names it. */
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logPath: string;
  /** Called when the process ended without having been killed. */
  readonly onOwnEnd: (what: string) => void;
}

const restartMs = 1_000;
const graceMs = 20_000;

/** A role of Bulkhead as an orchestrator keeps it: in a process of its own, which is started again when it ends. */
export class RoleProcess {
  private child: ChildProcess | null = null;
  private closing = false;
  private killed = false;
  private stopped = false;
  private restart: NodeJS.Timeout | null = null;
  private readonly pids: number[] = [];

  private constructor(private readonly options: RoleOptions) {}

  static async start(options: RoleOptions): Promise<RoleProcess> {
    const role = new RoleProcess(options);
    await role.spawn();
    return role;
  }

  get name(): string {
    return this.options.name;
  }

  /** Whether it can be struck: it runs, and is not stopped. */
  get runs(): boolean {
    return this.child !== null && !this.stopped;
  }

  /** Every process that it ever was. */
  get everyPid(): readonly number[] {
    return this.pids;
  }

  /** Kills it; it is started again a moment later. */
  async kill(): Promise<void> {
    this.killed = true;
    await this.end("SIGKILL");
  }

  stop(): void {
    this.stopped = this.child?.kill("SIGSTOP") ?? false;
  }

  goOn(): void {
    this.stopped = false;
    this.child?.kill("SIGCONT");
  }

  /** Ends it as an orchestrator does, for good; false when it had to be killed. */
  async close(): Promise<boolean> {
    this.closing = true;
    if (this.restart) clearTimeout(this.restart);
    this.goOn();
    const timer = setTimeout(() => this.child?.kill("SIGKILL"), graceMs);
    const signal = await this.end("SIGTERM");
    clearTimeout(timer);
    return signal !== "SIGKILL";
  }

  private async end(signal: "SIGKILL" | "SIGTERM"): Promise<unknown> {
    const { child } = this;
    if (!child) return null;
    const ended = once(child, "exit");
    child.kill(signal);
    return (await ended)[1];
  }

  private async spawn(): Promise<void> {
    const { role, env, logPath, name, onOwnEnd } = this.options;
    const log = await open(logPath, "a");
    const child = spawn(process.execPath, [mainPath, role], { env, stdio: ["ignore", log.fd, log.fd] });
    await log.close();
    if (child.pid !== undefined) this.pids.push(child.pid);
    this.child = child;
    this.killed = false;
    child.once("exit", (code, signal) => {
      this.child = null;
      this.stopped = false;
      if (this.closing) return;
      if (!this.killed) onOwnEnd(`${name} ended by itself with ${signal ?? code}`);
      this.restart = setTimeout(() => void this.spawn(), restartMs);
    });
  }
}
