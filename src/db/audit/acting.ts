import { AsyncLocalStorage } from "node:async_hooks";
import type { Actor } from "../../domain/audit.js";

const actors = new AsyncLocalStorage<Actor>();

const system: Actor = { kind: "system", id: null, name: "Bulkhead", requestId: null, address: null };

/** Runs work that an actor is responsible for: the audit trail names it in each event of the work. */
export function asActor<Result>(actor: Actor, run: () => Result): Result {
  return actors.run(actor, run);
}

/** Who is responsible for the work in this asynchronous context: Bulkhead itself, unless it was begun for an actor. */
export function currentActor(): Actor {
  return actors.getStore() ?? system;
}
