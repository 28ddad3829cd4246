import type { components } from "./schema.js";

type Faults = NonNullable<components["schemas"]["Problem"]["faults"]>;

interface Facts {
  readonly code?: string | null;
  readonly status?: number | null;
  readonly faults?: Faults;
  readonly retryAfterSeconds?: number | null;
  readonly body?: unknown;
  /** Whether the same request may be answered in another way a little later. */
  readonly isPassing: boolean;
  readonly cause?: unknown;
}

/** The error of a failed request. The message is for people. */
export class BulkheadError extends Error {
  /** A stable code, such as `ASSET_NOT_FOUND`; null if there was no response, or no code in it. */
  readonly code: string | null;
  /** The HTTP status; null if there was no response. */
  readonly status: number | null;
  /** Each fault of a body or a query, with its place. */
  readonly faults: Faults;
  /** After how many seconds the server asks for a retry; null if it did not say. */
  readonly retryAfterSeconds: number | null;
  /** The response's body, if it was JSON. */
  readonly body: unknown;
  /** Whether the same request may be answered in another way a little later. */
  readonly isPassing: boolean;

  constructor(message: string, { code = null, status = null, faults = [], ...facts }: Facts) {
    super(message, { cause: facts.cause });
    this.name = "BulkheadError";
    this.code = code;
    this.status = status;
    this.faults = faults;
    this.retryAfterSeconds = facts.retryAfterSeconds ?? null;
    this.body = facts.body;
    this.isPassing = facts.isPassing;
  }
}

const passing = new Set([408, 429, 500, 502, 503, 504]);

/** Returns the error of a response. */
export async function errorOf(response: Response): Promise<BulkheadError> {
  const { status } = response;
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  const body: unknown = isJson ? await response.json().catch(() => null) : null;
  const { code, detail, hint, faults, exception } = (body ?? {}) as Partial<
    components["schemas"]["Problem"] & components["schemas"]["ImportResult"]
  >;
  const said = code ? `${code}: ${detail} ${hint}` : exception;
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  return new BulkheadError(said ?? `The server answered ${status}.`, {
    ...{ status, code: code ?? null, faults: faults ?? [], body, isPassing: passing.has(status) },
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : null,
  });
}

/**
 * Returns the error of a request or a response that broke off; undefined if it was aborted, or is not a network error.
 */
export function brokenOff(error: unknown, what: string): BulkheadError | undefined {
  if (!(error instanceof TypeError) || !(error.cause instanceof Error)) return undefined;
  const { cause } = error;
  const code = "code" in cause ? String(cause.code) : cause.name;
  if (code === "UND_ERR_REQ_CONTENT_LENGTH_MISMATCH") {
    return new BulkheadError("The file changed while it was sent.", { isPassing: false, cause });
  }
  return new BulkheadError(`${what} (${code}).`, { isPassing: true, cause });
}
