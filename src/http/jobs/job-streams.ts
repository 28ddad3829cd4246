import { createHash } from "node:crypto";
import { isUnavailable } from "../../db/database-errors.js";
import { findJob, type JobRow } from "../../db/jobs/jobs.js";
import type { Deps } from "../../deps.js";
import { isTerminal } from "../../domain/job.js";
import { type Presenting, presentJob } from "./present.js";
import type { JobResource } from "./schema.js";

/** The current job as a server-sent event. The id is a hash of its content, so that every process recognizes it. */
export interface JobEvent {
  readonly event: "progress" | "end";
  readonly id: string;
  readonly data: string;
  /** The job that `data` contains as JSON. */
  readonly job: JobResource;
}

export interface StreamPace {
  /** The pause between two polls of a job. */
  readonly everyMs: number;
  /** How long a listener gets no event before it gets a keep-alive: proxies close silent connections. */
  readonly keepAliveMs: number;
}

const defaultPace: StreamPace = { everyMs: 1_000, keepAliveMs: 15_000 };

type StreamDeps = Presenting & Pick<Deps, "log">;

/**
 * The jobs that have listeners in this process. Each job is polled once, independent of the number of its listeners.
 */
export class JobStreams {
  private readonly sources = new Map<string, JobSource>();
  private isStopping = false;

  constructor(
    private readonly deps: StreamDeps,
    private readonly pace: StreamPace = defaultPace,
  ) {}

  /**
   * Yields a job's events until its end, first the current one, unless its id is `lastEventId`; null is a keep-alive. A
   * slow listener misses events that a later one has replaced. Ends early when the process stops, or the job is
   * deleted.
   */
  async *follow(jobId: string, lastEventId: string | null, signal: AbortSignal): AsyncGenerator<JobEvent | null> {
    const source = this.sources.get(jobId) ?? new JobSource(this.deps, jobId, this.pace.everyMs);
    this.sources.set(jobId, source);
    source.join();
    try {
      for (let sent = lastEventId; !this.isStopping && !signal.aborted; ) {
        const { current, isOver } = source;
        if (current && current.id !== sent) {
          yield current;
          sent = current.id;
        } else if (isOver) return;
        else if (!(await source.news(this.pace.keepAliveMs, signal)) && !signal.aborted) yield null;
      }
    } finally {
      source.leave();
      if (!source.isWanted && this.sources.get(jobId) === source) this.sources.delete(jobId);
    }
  }

  /** How many jobs are being polled. */
  get jobs(): number {
    return this.sources.size;
  }

  /** Ends the streams of all listeners; they reconnect to any process that is running then. */
  stop(): void {
    this.isStopping = true;
    for (const source of this.sources.values()) source.tell();
  }
}

/** Returns the event of a job's current state. */
export async function jobEvent(deps: Presenting, job: JobRow): Promise<JobEvent> {
  const resource = await presentJob(deps, job);
  const data = JSON.stringify(resource);
  const id = createHash("sha256").update(data).digest("base64url").slice(0, 16);
  return { event: isTerminal(job.state) ? "end" : "progress", id, data, job: resource };
}

/** Polls one job as long as a client listens. */
class JobSource {
  current: JobEvent | null = null;
  /** True after the last event. */
  isOver = false;
  private listeners = 0;
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly deps: StreamDeps,
    private readonly jobId: string,
    private readonly everyMs: number,
  ) {}

  get isWanted(): boolean {
    return this.listeners > 0;
  }

  join(): void {
    this.listeners++;
    if (this.listeners === 1) void this.watch();
  }

  leave(): void {
    this.listeners--;
  }

  /** Waits for the next event. False if the time runs out or the signal aborts first. */
  news(withinMs: number, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (isNews: boolean) => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        signal.removeEventListener("abort", aborted);
        resolve(isNews);
      };
      const wake = () => done(true);
      const aborted = () => done(false);
      const timer = setTimeout(done, withinMs, false);
      this.waiting.add(wake);
      signal.addEventListener("abort", aborted);
    });
  }

  tell(): void {
    for (const wake of [...this.waiting]) wake();
  }

  private async watch(): Promise<void> {
    while (this.isWanted && !this.isOver) {
      await this.look().catch((error: unknown) => {
        // Polling continues when the servers are back; a failed update does not end it.
        if (!isUnavailable(error))
          this.deps.log.warn({ jobId: this.jobId }, "a job's update could not be sent to its listeners");
      });
      if (!this.isOver) await new Promise((resolve) => setTimeout(resolve, this.everyMs));
    }
  }

  private async look(): Promise<void> {
    const job = await findJob(this.deps.db.query, this.jobId);
    const event = job ? await jobEvent(this.deps, job) : null;
    this.isOver = event === null || event.event === "end";
    if (event?.id === this.current?.id && !this.isOver) return;
    this.current = event ?? this.current;
    this.tell();
  }
}
