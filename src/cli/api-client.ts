import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout } from "node:timers/promises";
import { ConfigError, readEnv, toConfig } from "../config.js";
import { readInstanceState } from "../embedded/state-file.js";
import { readEmbeddedKey } from "../start/embedded-key.js";

/** An answer that is an error; its message is for people. */
export class ApiError extends Error {}

/** The HTTP API, as the commands use it. */
export interface ApiClient {
  readonly url: string;
  get<T>(path: string): Promise<T>;
  /** `json` is the body, if there is one. A request with an Idempotency-Key is sent again when no answer comes. */
  send<T>(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, options?: SendOptions): Promise<T>;
  /** Streams a file up, with its digest. */
  upload<T>(path: string, file: string, contentType: string): Promise<T>;
  /** Streams an answer to the standard output. */
  download(path: string): Promise<void>;
}

export interface SendOptions {
  readonly json?: unknown;
  readonly idempotencyKey?: string;
}

const tries = 8;
const longestPauseMs = 5_000;

/** The API of the settings, else of the stack that runs on the data folder. */
export async function connectApi(): Promise<ApiClient> {
  const config = toConfig(readEnv());
  const { host, port } = config.http;
  const url = config.apiUrl ?? (await readInstanceState(config.dataDir))?.url ?? `http://${host}:${port}`;
  const key = config.apiKey ?? (await readEmbeddedKey(config));
  if (!key) throw new ConfigError("No API key: set BULKHEAD_API_KEY (bulkhead keys create makes one).");
  return apiClient(url.replace(/\/+$/, ""), key);
}

function apiClient(url: string, key: string): ApiClient {
  async function request(path: string, init: RequestInit): Promise<Response> {
    const headers = { ...init.headers, Authorization: `Bearer ${key}` };
    const response = await fetch(`${url}${path}`, { ...init, headers }).catch((error: unknown) => {
      throw new ApiError(`Nobody answers at ${url}${reasonOf(error)}. Is Bulkhead running, and is BULKHEAD_URL right?`);
    });
    if (!response.ok) throw await problemOf(response);
    return response;
  }

  async function jsonOf<T>(path: string, init: RequestInit = {}): Promise<T> {
    const text = await (await request(path, init)).text();
    return (text === "" ? null : JSON.parse(text)) as T;
  }

  async function send<T>(method: string, path: string, { json, idempotencyKey }: SendOptions = {}): Promise<T> {
    const init = {
      method,
      headers: {
        ...(json === undefined ? {} : { "Content-Type": "application/json" }),
        ...(idempotencyKey === undefined ? {} : { "Idempotency-Key": idempotencyKey }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    };
    return idempotencyKey === undefined ? jsonOf<T>(path, init) : patiently(() => jsonOf<T>(path, init));
  }

  async function upload<T>(path: string, file: string, contentType: string): Promise<T> {
    const hash = createHash("sha256");
    await pipeline(createReadStream(file), hash);
    const { size } = await stat(file);
    return jsonOf<T>(path, {
      method: "PUT",
      headers: {
        "Content-Type": contentType,
        "Content-Length": String(size),
        "Repr-Digest": `sha-256=:${hash.digest("base64")}:`,
      },
      body: Readable.toWeb(createReadStream(file)),
      duplex: "half",
    } as RequestInit);
  }

  async function download(path: string): Promise<void> {
    const { body } = await request(path, {});
    if (body) await pipeline(Readable.fromWeb(body), process.stdout, { end: false });
  }

  return { url, get: (path) => jsonOf(path), send, upload, download };
}

/** Repeats what can be repeated until it is answered, a few times. */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ApiError) || error instanceof Refused || attempt === tries) throw error;
      await setTimeout(Math.min(attempt * 1_000, longestPauseMs));
    }
  }
}

/** Asked again, it would be answered in the same way. */
class Refused extends ApiError {}

interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly hint?: string;
}

async function problemOf(response: Response): Promise<ApiError> {
  const text = await response.text();
  const isProblem = response.headers.get("content-type")?.includes("json") ?? false;
  const { code, detail, hint } = (isProblem ? JSON.parse(text) : {}) as Problem;
  const message = code ? `${code}: ${detail} ${hint}` : `The server answered ${response.status}.`;
  return response.status >= 500 || response.status === 429 ? new ApiError(message) : new Refused(message);
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
}
