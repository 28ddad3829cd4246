import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context } from "hono";
import { asActor } from "../../db/audit/acting.js";
import { asHolder } from "../../db/connection-share.js";
import type { Actor } from "../../domain/audit.js";
import type { Caller } from "../context.js";

/** Handles a request for its caller: the audit trail names it, and its connections count for its tenant. */
export function asCaller<Result>(context: Context, caller: Caller, kind: "key" | "console", run: () => Result): Result {
  const { keyId: id, name } = caller;
  return asHolder(caller, () => asActor({ kind, id, name, ...originOf(context) }, run));
}

/** A request as the audit trail records it. */
export function originOf(context: Context): Pick<Actor, "requestId" | "address"> {
  const requestId: string = context.get("requestId");
  return { requestId, address: addressOf(context) };
}

/** Where a request came from: the client, or the last proxy before this process. */
export function addressOf(context: Context): string {
  return getConnInfo(context).remote.address ?? "unknown";
}
