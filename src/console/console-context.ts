import type { Context, MiddlewareHandler } from "hono";
import type { KeyInForce } from "../db/access/key-in-force.js";
import type { HttpDeps, HttpEnv } from "../http/context.js";
import type { Words } from "./words/english.js";

/** The dependencies of the pages: the API's, since they show its resources and run its commands. */
export type ConsoleDeps = HttpDeps;

export interface ConsoleEnv {
  Bindings: HttpEnv["Bindings"];
  Variables: HttpEnv["Variables"] & { words: Words; session: KeyInForce };
}

export type ConsoleContext = Context<ConsoleEnv>;
export type ConsoleMiddleware = MiddlewareHandler<ConsoleEnv>;
