import { AsyncLocalStorage } from "node:async_hooks";
import type { Actor } from "../../domain/audit.js";

const actors = new AsyncLocalStorage<Actor>();

const system: Actor = { kind: "system", id: null, name: "Bulkhead", requestId: null, address: null };

/** Runs work for which an actor is responsible. The audit trail names the actor in each event of the work. */
export function asActor<Result>(actor: Actor, run: () => Result): Result {
  return actors.run(actor, run);
}

/** Returns the actor responsible for the work in this asynchronous context; by default Bulkhead itself. */
export function currentActor(): Actor {
  return actors.getStore() ?? system;
}
