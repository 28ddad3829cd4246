import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { databaseErrorCode, isHeldUp, isUnavailable } from "../../db/database-errors.js";
import { DomainError, type ErrorCode, errorCodes } from "../../domain/errors.js";
import { jobStates } from "../../domain/job.js";
import { JobStateError } from "../../domain/job-state-error.js";
import { TooManyRequests } from "../../services/limits/process-use.js";
import type { HttpDeps, HttpEnv } from "../context.js";

/** The body of every answer that is an error (RFC 9457), with a stable code and a hint. */
export const problemSchema = z
  .object({
    type: z.string().openapi({ example: "urn:bulkhead:error:ASSET_NOT_FOUND" }),
    title: z.string(),
    status: z.int(),
    code: z.string().openapi({ example: "ASSET_NOT_FOUND" }),
    detail: z.string(),
    hint: z.string(),
    faults: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .openapi({ description: "Each fault of a body or a query, with its place." }),
    state: z.enum(jobStates).optional().openapi({ description: "The true state of a job that does not allow this." }),
  })
  .openapi("Problem");

/** A body or query that does not fit its schema, with all its faults. */
export class ShapeError extends DomainError {
  readonly faults: { path: string; message: string }[];

  constructor(
    code: "INVALID_BODY" | "INVALID_QUERY" | "INVALID_MAPPING",
    { issues }: { readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] },
  ) {
    // Only the first fault of a place is kept. Later ones are often untrue, such as the length of a text that should be
    // a list.
    const first = new Map<string, string>();
    for (const { path, message } of issues) {
      const place = path.join(".");
      if (!first.has(place)) first.set(place, message);
    }
    const faults = Array.from(first, ([path, message]) => ({ path, message }));
    const places = faults.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`));
    super(code, places.slice(0, 5).join("; "), "Compare the request with GET /openapi.json.");
    this.faults = faults;
  }
}

/** The part of the context that an error needs to be answered and logged, common to the API and the console. */
type Answered = Pick<Context<Pick<HttpEnv, "Bindings">>, "env" | "req" | "header">;

/** Where errors that should not happen are reported: the log and the metrics. */
export type FaultReport = Pick<HttpDeps, "log" | "metrics">;

/** The seconds after which the same request may be sent again, by the status that refused it. */
const retryAfterSeconds: Readonly<Record<number, string>> = { 429: "10", 503: "2" };

/**
 * Converts an error to a fault with a code, which each contract presents in its own form; the single place that does
 * so. Internal errors are logged without the client's data.
 */
export function faultOf(context: Answered, error: unknown, { log, metrics }: FaultReport): DomainError {
  const fault = toDomainError(error);
  if (fault.code === "INTERNAL_ERROR") {
    log.error({ path: context.req.routePath, ...loggedError(error) }, "a request met an error that should not happen");
    metrics.requestDefects.inc();
  }
  const retryAfter = retryAfterOf(fault);
  if (retryAfter !== undefined) context.header("Retry-After", retryAfter);
  if (fault.code === "UNAUTHENTICATED") context.header("WWW-Authenticate", 'Bearer realm="bulkhead"');
  // The rest of the body is not read: a client must not send its next request after it.
  if (!context.env.incoming.complete) context.header("Connection", "close");
  return fault;
}

function retryAfterOf(fault: DomainError): string | undefined {
  if (fault instanceof TooManyRequests) return String(Math.ceil(fault.left.resetMs / 1_000));
  return retryAfterSeconds[errorCodes[fault.code].status];
}

/** Answers an error as a problem (RFC 9457). */
export function problemAnswer(context: Context, error: unknown, report: FaultReport): Response {
  const body = problemOf(faultOf(context, error, report));
  return context.body(JSON.stringify(body), body.status, { "Content-Type": "application/problem+json" });
}

export function problemOf(fault: DomainError) {
  const { status, title } = errorCodes[fault.code];
  return {
    type: `urn:bulkhead:error:${fault.code}`,
    title,
    status,
    code: fault.code,
    detail: fault.message,
    hint: fault.hint,
    ...(fault instanceof ShapeError ? { faults: fault.faults } : {}),
    ...(fault instanceof JobStateError ? { state: fault.state } : {}),
  } satisfies z.infer<typeof problemSchema>;
}

function toDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (error instanceof HTTPException && error.status < 500) {
    return new DomainError("INVALID_JSON", "The body cannot be read as JSON.", "Send one well-formed JSON object.");
  }
  if (isHeldUp(error)) {
    const hint = "Try again in some seconds, or when the imports under way have ended.";
    return problem("DATABASE_UNAVAILABLE", "Other work in the database holds what the request needs.", hint);
  }
  if (isUnavailable(error)) {
    return problem("DATABASE_UNAVAILABLE", "The database does not answer at the moment.", "Try again in some seconds.");
  }
  return problem("INTERNAL_ERROR", "The request failed for a reason that is ours.", "Tell the operator when it was.");
}

function problem(code: ErrorCode, message: string, hint: string): DomainError {
  return new DomainError(code, message, hint);
}

/** Returns the name, code and stack frames of an error, but not its message, which could quote the client's data. */
export function loggedError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  const frames = error.stack?.split("\n").filter((line) => line.startsWith("    at "));
  const code = "code" in error ? error.code : undefined;
  return { error: error.name, code, sqlState: databaseErrorCode(error), frames: frames?.slice(0, 6) };
}
