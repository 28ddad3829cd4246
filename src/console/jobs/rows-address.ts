import { z } from "@hono/zod-openapi";
import { type IssueCode, issueCodes, type Severity } from "../../domain/issue.js";
import { storableText } from "../../domain/storable-text.js";
import { shaped } from "../../http/request/fields.js";
import type { ConsoleContext } from "../console-context.js";

/** The issue that rows must have. An undefined field matches any value. */
export interface WantedIssue {
  readonly code?: IssueCode | undefined;
  readonly severity?: Severity | undefined;
  readonly column?: string | null | undefined;
  readonly value?: string | null | undefined;
}

/** Returns the address of the rows with an issue, after a line. */
export function rowsAddress(jobId: string, { code, severity, column, value }: WantedIssue, after?: number): string {
  const query = new URLSearchParams();
  if (code !== undefined) query.set("code", code);
  if (severity === "warning") query.set("severity", severity);
  if (typeof column === "string") {
    query.set("column", column);
    if (value !== undefined) query.set("value", value ?? "");
  }
  if (after !== undefined) query.set("after", String(after));
  return `/console/jobs/${jobId}/problems?${query}#rows`;
}

const querySchema = z.object({
  code: z.custom<IssueCode>((code) => typeof code === "string" && Object.hasOwn(issueCodes, code)).optional(),
  severity: z.enum(["error", "warning"]).optional(),
  column: storableText.optional(),
  value: storableText.optional(),
  after: z.coerce.number().int().min(0).max(2_147_483_647).default(0),
});

/** Returns the issue and the line of an address. */
export function wantedRows({ req }: ConsoleContext): { readonly wanted: WantedIssue; readonly afterLine: number } {
  const { after: afterLine, value, ...wanted } = shaped(querySchema, req.query());
  return { wanted: { ...wanted, value: value === "" ? null : value }, afterLine };
}
