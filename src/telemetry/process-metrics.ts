import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { PoolUse } from "../db/pool.js";
import { entityList } from "../domain/entities/index.js";
import { errorCodes } from "../domain/errors.js";
import type { JobCounts } from "../domain/job.js";
import { packageEntity } from "../domain/packages/package-entity.js";

interface EndedImport {
  readonly entity: string;
  readonly createdAt: Date;
  readonly dryRun: boolean;
  /** Null: the import is no package. */
  readonly package: object | null;
}

const rowOutcomes = ["created", "updated", "unchanged", "deleted", "invalid"] as const;

/** Counts the events of this process since its start. No label has a value that a client or a file chooses. */
export class ProcessMetrics {
  private readonly registry = new Registry();
  private readonly registers = [this.registry];
  private readonly pools = new Map<string, () => PoolUse>();

  readonly requests = new Counter({
    name: "bulkhead_http_requests_total",
    help: "Answered requests, by status",
    labelNames: ["status"] as const,
    registers: this.registers,
  });

  readonly requestSeconds = new Histogram({
    name: "bulkhead_http_request_seconds",
    help: "Time from a request's headers to its answer's headers, by route",
    labelNames: ["method", "route"] as const,
    buckets: [0.005, 0.025, 0.1, 0.5, 1, 5, 30],
    registers: this.registers,
  });

  /** Requests that met a defect of Bulkhead, whichever status they got. */
  readonly requestDefects = new Counter({
    name: "bulkhead_request_defects_total",
    help: "Requests that met a defect of Bulkhead",
    registers: this.registers,
  });

  readonly importSeconds = new Histogram({
    name: "bulkhead_import_seconds",
    help: "Time from an import's acceptance to its end, by entity",
    labelNames: ["entity"] as const,
    buckets: [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3_600, 14_400],
    registers: this.registers,
  });

  readonly rows = new Counter({
    name: "bulkhead_rows_total",
    help: "Rows of ended imports, by entity and outcome",
    labelNames: ["entity", "outcome"] as const,
    registers: this.registers,
  });

  /** `UNAVAILABLE` and `DEFECT` are retried; `CANCELLED`: the attempt was cancelled. Other types are error codes. */
  readonly stepFailures = new Counter({
    name: "bulkhead_step_failures_total",
    help: "Failed attempts of activities, by type of failure",
    labelNames: ["type"] as const,
    registers: this.registers,
  });

  constructor() {
    // Prometheus sees the first increase of a counter only if the counter was 0 before.
    for (const { status } of Object.values(errorCodes)) this.requests.inc({ status }, 0);
    for (const type of ["UNAVAILABLE", "DEFECT", "INTERNAL_ERROR"]) this.stepFailures.inc({ type }, 0);
    for (const { name: entity } of entityList) {
      this.importSeconds.zero({ entity });
      for (const outcome of rowOutcomes) this.rows.inc({ entity, outcome }, 0);
    }
    this.importSeconds.zero({ entity: packageEntity });
    const { pools } = this;
    new Gauge({
      name: "bulkhead_database_connections",
      help: "Connections of this process to Postgres, by purpose; the state waiting counts callers without one",
      labelNames: ["pool", "state"] as const,
      registers: this.registers,
      collect() {
        for (const [pool, use] of pools) {
          for (const [state, count] of Object.entries(use())) this.set({ pool, state }, count);
        }
      },
    });
  }

  /**
   * Counts an import that a worker ended, and the rows that it wrote. A dry run writes no rows, and a package's rows
   * are counted with its files. A step that is repeated after it has counted counts again.
   */
  importEnded({ entity, createdAt, dryRun, package: isPackage }: EndedImport, counts: JobCounts): void {
    this.importSeconds.observe({ entity }, (Date.now() - createdAt.getTime()) / 1_000);
    if (dryRun || isPackage !== null) return;
    for (const outcome of rowOutcomes) this.rows.inc({ entity, outcome }, counts[outcome]);
  }

  /** Adds the metrics of Node itself: CPU, memory, event loop, garbage collection. */
  observeNode(): void {
    collectDefaultMetrics({ register: this.registry });
  }

  observePool(name: string, use: () => PoolUse): void {
    this.pools.set(name, use);
  }

  /** Returns the metrics in the text format of Prometheus. */
  text(): Promise<string> {
    return this.registry.metrics();
  }
}
