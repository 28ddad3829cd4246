import type { Feed, ImportFile } from "./feed.js";
import { fileBytes } from "./file-defect.js";

/** What a job says of itself once it has ended. */
export interface JobEnd {
  readonly id: string;
  readonly state: string;
  readonly error: { readonly code: string } | null;
  readonly counts: Readonly<Record<string, number>>;
}

export interface ClientOptions {
  /** Of every http process; whichever answers will do. */
  readonly urls: readonly string[];
  /** By tenant. */
  readonly apiKeys: ReadonlyMap<string, string>;
  /** Ends all waiting. */
  readonly signal: AbortSignal;
  /** Called with answers that no outage excuses. */
  readonly onViolation: (what: string) => void;
}

/** A client as a careful partner writes it: it sends the same thing until it has an answer. */
export interface Client {
  /** Uploads and posts a file; the id of the job that was accepted. */
  send(feed: Feed, file: ImportFile): Promise<string>;
  /** Follows a job to its end. */
  end(feed: Feed, jobId: string): Promise<JobEnd>;
  /** How many requests had to be sent again. */
  repeats(): number;
}

interface Sent {
  readonly tenantId: string;
  readonly method: "GET" | "PUT" | "POST";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer<ArrayBuffer> | string;
}

/** A process that is stopped, not dead, answers nothing at all. */
const patience = 15_000;
const pause = 300;
/** Refusals that say: later. */
const passing = [429, 503, 507];

export function createClient({ urls, apiKeys, signal, onViolation }: ClientOptions): Client {
  let repeats = 0;
  let turn = 0;

  async function persist(request: Sent): Promise<Response> {
    for (;;) {
      signal.throwIfAborted();
      const response = await attempt(request).catch(() => null);
      if (response && !passing.includes(response.status)) {
        if (response.status < 500) return response;
        onViolation(`${request.method} ${request.path} answered ${response.status}: ${await response.text()}`);
      }
      repeats++;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  /** With its body, which may still break off after the status. */
  async function attempt({ tenantId, method, path, headers, body }: Sent): Promise<Response> {
    const response = await fetch(`${urls[turn++ % urls.length]}${path}`, {
      method,
      headers: { Authorization: `Bearer ${apiKeys.get(tenantId)}`, ...headers },
      signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
      ...(body === undefined ? {} : { body }),
    });
    return new Response(await response.arrayBuffer(), response);
  }

  async function upload({ tenantId }: Feed, { key }: ImportFile, body: Buffer<ArrayBuffer>): Promise<void> {
    const headers = { "Content-Type": "text/csv" };
    const { status } = await persist({ tenantId, method: "PUT", path: `/api/assets/${key}.csv`, headers, body });
    if (status !== 201) onViolation(`the upload of ${key} answered ${status}`);
  }

  async function send(feed: Feed, file: ImportFile): Promise<string> {
    const body = Buffer.from(fileBytes(file));
    if (file.format === "csv") await upload(feed, file, body);
    for (;;) {
      const response = await persist(postOf(feed, file, body));
      const jobId = await jobIdOf(response);
      if (jobId !== null) return jobId;
      onViolation(`the POST of ${file.key} answered ${response.status} without a job`);
      await new Promise((resolve) => setTimeout(resolve, patience));
    }
  }

  async function end({ tenantId }: Feed, jobId: string): Promise<JobEnd> {
    for (;;) {
      const response = await persist({ tenantId, method: "GET", path: `/api/jobs/${jobId}` });
      const job = (await response.json()) as JobEnd & { readonly finishedAt: string | null };
      if (response.status !== 200) onViolation(`job ${jobId} answered ${response.status}`);
      else if (job.finishedAt !== null) return job;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  return { send, end, repeats: () => repeats };
}

/** Contract A for events, contract B for lists, and Bulkhead's own API for the other entities of a CSV. */
function postOf(feed: Feed, file: ImportFile, body: Buffer<ArrayBuffer>): Sent {
  const { shape, importerId, tenantId } = feed;
  const { key, dryRun, onInvalid, format } = file;
  const named = { "Idempotency-Key": key };
  const json = { ...named, "Content-Type": "application/json" };
  const query = new URLSearchParams({ importerId, onInvalid, dryRun: String(dryRun) });
  if (format !== "csv") {
    return {
      ...{ tenantId, method: "POST" },
      path: `/import/${shape.entity}s?${query}`,
      headers: { ...named, "Content-Type": `application/${format}` },
      body,
    };
  }
  if (shape.bulkRoute !== null) {
    const path = `/incoming/v2/content/${shape.bulkRoute}/bulk?${query}`;
    return {
      tenantId,
      method: "POST",
      path,
      headers: json,
      body: JSON.stringify({ bulkImportAssetPath: `${key}.csv` }),
    };
  }
  const asked = { entity: shape.entity, asset: `${key}.csv`, importerId, onInvalid, dryRun };
  return { tenantId, method: "POST", path: "/api/imports", headers: json, body: JSON.stringify(asked) };
}

/** The job that an answer names, each contract in its own place. */
async function jobIdOf(response: Response): Promise<string | null> {
  const place = response.headers.get("location") ?? response.headers.get("content-location");
  const named = place?.split("/").at(-1);
  if (named) return named;
  const answer: unknown = await response.json().catch(() => null);
  return /"backgroundJob":\{"id":"([0-9a-f-]{36})"/.exec(JSON.stringify(answer))?.[1] ?? null;
}
