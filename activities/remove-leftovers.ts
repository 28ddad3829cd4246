import { Context } from "@temporalio/activity";
import { leftovers } from "../src/cleanup/index.js";
import type { Deps } from "../src/deps.js";
import type { LeftoverKind } from "../src/domain/leftover.js";

/** Removes all leftovers of a kind, or as many as it can until it is cancelled. The next run continues. */
export async function removeLeftovers(deps: Deps, kind: LeftoverKind): Promise<number> {
  const { cancellationSignal } = Context.current();
  return leftovers[kind].remove(deps, cancellationSignal);
}
