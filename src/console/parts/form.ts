import { createHash } from "node:crypto";
import type { ImportRequest } from "../../services/jobs/accept-import.js";
import type { StartOptions } from "../../services/jobs/start-import.js";
import type { ConsoleContext } from "../console-context.js";

/** The fields of a form by name; of a name that comes twice the last. Files are left out. */
export async function formOf({ req }: ConsoleContext): Promise<ReadonlyMap<string, string>> {
  return new Map(new URLSearchParams(await req.text()));
}

/** What a form that starts an import is known by: sent twice, it starts one. */
export async function askedBy({ req }: ConsoleContext): Promise<Pick<ImportRequest, "idempotencyKey" | "fingerprint">> {
  const fingerprint = createHash("sha256")
    .update(`${req.path}\n${await req.text()}`)
    .digest("hex");
  const once = new URLSearchParams(await req.text()).get("once");
  return { fingerprint, idempotencyKey: once === null ? null : `console:${fingerprint}` };
}

/** A form waits this long for the import that it starts, so the page of a small import shows its result at once. */
const waitMs = 1_500;

export function waiting({ req }: ConsoleContext): StartOptions {
  return { waitMs, signal: req.raw.signal };
}
