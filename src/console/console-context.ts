import type { Context, MiddlewareHandler } from "hono";
import type { SessionKey } from "../db/access/console-sessions.js";
import type { HttpDeps, HttpEnv } from "../http/context.js";
import type { Words } from "./words/english.js";

/** What the pages work with: the API's parts, since they show its resources and ask for its commands. */
export type ConsoleDeps = HttpDeps;

export interface ConsoleEnv {
  Bindings: HttpEnv["Bindings"];
  Variables: HttpEnv["Variables"] & { words: Words; session: SessionKey };
}

export type ConsoleContext = Context<ConsoleEnv>;
export type ConsoleMiddleware = MiddlewareHandler<ConsoleEnv>;
