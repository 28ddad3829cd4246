import { createHash } from "node:crypto";
import type { ImportRequest } from "../../services/jobs/accept-import.js";
import type { StartOptions } from "../../services/jobs/start-import.js";
import type { ConsoleContext } from "../console-context.js";

/** Returns the fields of a form by name. If a name occurs twice, the last value counts. Files are left out. */
export async function formOf({ req }: ConsoleContext): Promise<ReadonlyMap<string, string>> {
  return new Map(new URLSearchParams(await req.text()));
}

/**
 * Returns the fingerprint and the idempotency key of a form that starts an import: sent twice, it starts one import.
 */
export async function askedBy({ req }: ConsoleContext): Promise<Pick<ImportRequest, "idempotencyKey" | "fingerprint">> {
  const fingerprint = createHash("sha256")
    .update(`${req.path}\n${await req.text()}`)
    .digest("hex");
  const once = new URLSearchParams(await req.text()).get("once");
  return { fingerprint, idempotencyKey: once === null ? null : `console:${fingerprint}` };
}

/**
 * How long the answer to a form waits for the import that it starts, so that the page of a small import shows its
 * result at once.
 */
const waitMs = 1_500;

export function waiting({ req }: ConsoleContext): StartOptions {
  return { waitMs, signal: req.raw.signal };
}
