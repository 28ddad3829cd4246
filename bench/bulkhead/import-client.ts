import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { courseGroupInPersonEvent } from "../../src/domain/entities/course-group-in-person-event.js";
import type { ImportMode } from "../../src/domain/job.js";
import type { JobResource } from "../../src/http/jobs/schema.js";

export interface ImportRequest {
  /** In-person course groups where none is named. */
  readonly entity?: string;
  readonly asset: string;
  readonly importerId: string;
  readonly dryRun?: boolean;
  readonly mode?: ImportMode;
}

/** An import that has ended. */
export interface EndedImport {
  readonly job: JobResource;
  /** From the POST to the answer that it has ended, as the client's clock tells. */
  readonly seconds: number;
}

interface BulkAnswer {
  readonly data: Readonly<
    Record<string, { readonly validRows: unknown[]; readonly backgroundJob: { readonly status: string } }>
  >;
}

const longestWait = 60;
const { name: entity, thoughtIndustries } = courseGroupInPersonEvent;

/** Bulkhead over HTTP, as any client uses it. */
export class ImportClient {
  constructor(
    readonly url: string,
    readonly key: string,
  ) {}

  /** Streams a file into the store; the seconds it took. */
  async upload(asset: string, path: string): Promise<number> {
    const started = performance.now();
    await this.put(asset, { body: Readable.toWeb(createReadStream(path)), duplex: "half" });
    return (performance.now() - started) / 1_000;
  }

  uploadText(asset: string, text: string, contentType = "text/csv"): Promise<unknown> {
    return this.put(asset, { body: text, headers: { "Content-Type": contentType } });
  }

  /**
   * Starts an import and waits for its end: the server answers the moment there is one, and the same POST, known by
   * its key, is sent again where that takes longer than a server waits.
   */
  async run(request: ImportRequest, onWaiting: (job: JobResource) => void = () => undefined): Promise<EndedImport> {
    const headers = { Prefer: `wait=${longestWait}`, "Idempotency-Key": randomUUID() };
    const started = performance.now();
    for (;;) {
      const job = await this.post<JobResource>("/api/imports", { entity, ...request }, headers);
      if (job.finishedAt !== null) return { job, seconds: (performance.now() - started) / 1_000 };
      onWaiting(job);
    }
  }

  /** Starts an import and leaves it to itself. */
  start(request: ImportRequest): Promise<JobResource> {
    return this.post("/api/imports", { entity, ...request });
  }

  job(id: string): Promise<JobResource> {
    return this.call("GET", `/api/jobs/${id}`);
  }

  /** Cancels a job: the status of the answer, and the job where it was cancelled. */
  async cancel(id: string): Promise<{ readonly status: number; readonly state: string }> {
    const headers = { Authorization: `Bearer ${this.key}` };
    const response = await fetch(`${this.url}/api/jobs/${id}/cancel`, { method: "POST", headers });
    const { state } = (await response.json()) as { state: string };
    return { status: response.status, state };
  }

  /** The rejected rows of a job as they are sent. */
  async rejects(id: string): Promise<string> {
    const headers = { Authorization: `Bearer ${this.key}` };
    const response = await fetch(`${this.url}/api/jobs/${id}/rejects.csv`, { headers });
    if (!response.ok) throw new Error(`rejects.csv answered ${response.status}`);
    return response.text();
  }

  /** One request of the vendor's contract, answered with the rows; whether it was complete, and the milliseconds. */
  async bulk(asset: string, importerId: string): Promise<{ readonly complete: boolean; readonly ms: number }> {
    const path = `/incoming/v2/content/${thoughtIndustries?.route}/bulk?importerId=${importerId}`;
    const started = performance.now();
    const { data } = await this.post<BulkAnswer>(path, { bulkImportAssetPath: asset });
    const ms = performance.now() - started;
    return { complete: data[thoughtIndustries?.answerKey ?? ""]?.backgroundJob.status === "complete", ms };
  }

  private post<T>(path: string, json: object, headers: Readonly<Record<string, string>> = {}): Promise<T> {
    const type = { "Content-Type": "application/json" };
    return this.call("POST", path, { headers: { ...type, ...headers }, body: JSON.stringify(json) });
  }

  private put(asset: string, body: RequestInit): Promise<unknown> {
    return this.call("PUT", `/api/assets/${asset}`, { headers: { "Content-Type": "text/csv" }, ...body });
  }

  private async call<T>(method: string, path: string, init: RequestInit = {}): Promise<T> {
    const headers = { Authorization: `Bearer ${this.key}`, ...init.headers };
    const response = await fetch(`${this.url}${path}`, { ...init, method, headers });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as T;
  }
}
