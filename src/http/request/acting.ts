import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context } from "hono";
import { asActor } from "../../db/audit/acting.js";
import { asHolder } from "../../db/connection-share.js";
import type { Actor } from "../../domain/audit.js";
import type { Caller } from "../context.js";

/** Handles a request for its caller: the audit trail records the caller, and the connections count for its tenant. */
export function asCaller<Result>(context: Context, caller: Caller, kind: "key" | "console", run: () => Result): Result {
  const { keyId: id, name } = caller;
  return asHolder(caller, () => asActor({ kind, id, name, ...originOf(context) }, run));
}

/** The id and the address of a request, for the audit trail. */
export function originOf(context: Context): Pick<Actor, "requestId" | "address"> {
  const requestId: string = context.get("requestId");
  return { requestId, address: addressOf(context) };
}

/** The address of a request's sender: the client, or the last proxy before this process. */
export function addressOf(context: Context): string {
  return getConnInfo(context).remote.address ?? "unknown";
}
