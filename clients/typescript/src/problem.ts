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

/** Bulkhead did not do what it was asked. The message is for people. */
export class BulkheadError extends Error {
  /** A stable code, such as `ASSET_NOT_FOUND`; null where no answer came, or none with a code. */
  readonly code: string | null;
  /** Of the answer; null where none came. */
  readonly status: number | null;
  /** Each fault of a body or a query, with its place. */
  readonly faults: Faults;
  /** When the server wants to be asked again; null where it did not say. */
  readonly retryAfterSeconds: number | null;
  /** What the answer held, if it was JSON. */
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

/** The error that an answer is. */
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
 * The error of a request or an answer that broke off; undefined where it was aborted, or is not an error of the
 * network.
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
