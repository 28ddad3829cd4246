import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { JobRow } from "../../db/jobs/jobs.js";
import { entityList } from "../../domain/entities/index.js";
import { type ErrorCode, errorCodes } from "../../domain/errors.js";
import { globalValidation } from "../../services/results/global-validation.js";
import { importWarnings } from "../../services/results/import-warnings.js";
import { type FaultReport, faultOf } from "../answer/problem.js";
import type { HttpDeps } from "../context.js";

export const prefix = "/import";

export function isStudoFlow(path: string): boolean {
  return path === prefix || path.startsWith(`${prefix}/`);
}

/** The entities whose findings have a list in the answer, in the vendor's order. */
const listed = entityList
  .flatMap(({ name, studoFlow }) =>
    studoFlow?.validationPlace == null ? [] : [{ name, at: studoFlow.validationPlace }],
  )
  .sort((a, b) => a.at - b.at)
  .map(({ name }) => name);

const lists = z.object(Object.fromEntries(listed.map((name) => [name, z.array(z.string())])));

/** The vendor's form of the answer to an import, and of every error under `/import`. */
export const resultSchema = z
  .object({
    importResult: z.enum(["SUCCESS", "ERROR"]),
    importWarnings: z.array(z.string()),
    globalValidationResult: z.enum(["SUCCESS", "ERROR"]).nullable(),
    globalValidationWarnings: lists.nullable(),
    exception: z.string().nullable(),
  })
  .openapi("ImportResult");

type Result = z.infer<typeof resultSchema>;

/** Returns the result of a finished job, and the status of its answer. */
export async function importResult(deps: HttpDeps, job: JobRow): Promise<{ status: 200 | 400 | 500; result: Result }> {
  const { error } = job;
  if (error) {
    // Every fault of the list is a bad payload here; missing bytes are an internal error.
    const status = errorCodes[error.code].status < 500 && error.code !== "ASSET_NOT_FOUND" ? 400 : 500;
    return { status, result: failure(sentences(error)) };
  }
  const [warnings, validation] = await Promise.all([importWarnings(deps, job), globalValidation(deps, job)]);
  const found = validation?.warnings ?? {};
  const elsewhere = Object.keys(found).filter((entity) => !listed.includes(entity));
  return {
    status: 200,
    result: {
      importResult: "SUCCESS",
      importWarnings: [...warnings, ...elsewhere.flatMap((entity) => found[entity] ?? [])],
      globalValidationResult: validation?.result ?? null,
      globalValidationWarnings:
        validation && Object.fromEntries(listed.map((entity) => [entity, [...(found[entity] ?? [])]])),
      exception: null,
    },
  };
}

/** Answers an error of a request in the vendor's form. */
export function resultOfError(context: Context, error: unknown, report: FaultReport): Response {
  const fault = faultOf(context, error, report);
  if (fault.code === "UNAUTHENTICATED") {
    context.header("WWW-Authenticate", 'Bearer realm="bulkhead", Basic realm="bulkhead"');
  }
  const status = faultsOfList.has(fault.code) ? 400 : errorCodes[fault.code].status;
  return context.json(failure(sentences(fault)), status);
}

/** Errors of the list that are answered with 400 here: a list over a limit, or one that cannot be decompressed. */
const faultsOfList: ReadonlySet<ErrorCode> = new Set(["BODY_TOO_LARGE", "ARCHIVE_DAMAGED", "ARCHIVE_TOO_LARGE"]);

function failure(exception: string): Result {
  return {
    importResult: "ERROR",
    importWarnings: [],
    globalValidationResult: null,
    globalValidationWarnings: null,
    exception,
  };
}

/**
 * Joins the message and the hint of an error. The message of an empty list is the vendor's own and includes its hint.
 */
function sentences({ code, message, hint }: { code: ErrorCode; message: string; hint: string }): string {
  if (code === "EMPTY_LIST") return message;
  return `${message}${/[.!?]$/.test(message) ? "" : "."} ${hint}`;
}
