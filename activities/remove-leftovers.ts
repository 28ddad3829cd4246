import { Context } from "@temporalio/activity";
import { leftovers } from "../src/cleanup/index.js";
import type { Deps } from "../src/deps.js";
import type { LeftoverKind } from "../src/domain/leftover.js";

/** Removes all leftovers of a kind, until it is stopped; the next run goes on. */
export async function removeLeftovers(deps: Deps, kind: LeftoverKind): Promise<number> {
  const { cancellationSignal } = Context.current();
  return leftovers[kind].remove(deps, cancellationSignal);
}
