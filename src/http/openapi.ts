import type { OpenAPIHono } from "@hono/zod-openapi";
import { entityList } from "../domain/entities/index.js";
import { rowSchema } from "../domain/record.js";
import { fixedAnswer } from "./answer/fixed-answer.js";
import { problemSchema } from "./answer/problem.js";
import type { HttpEnv } from "./context.js";
import { addExamples } from "./examples.js";

/**
 * The error answers of a route, all of the same shape. Every route may answer 431 (headers too large), and every route
 * that needs a key 429 (too many requests).
 */
export function problems<Status extends number>(...statuses: Status[]) {
  const answer = {
    description: "A problem, with a stable code",
    content: { "application/problem+json": { schema: problemSchema } },
  };
  return Object.fromEntries([...withTooMany(statuses), 431].map((status) => [status, answer]));
}

/** The statuses of a route, with 429 if the route needs a key. */
export function withTooMany(statuses: readonly number[]): number[] {
  return statuses.includes(401) ? [...statuses, 429] : [...statuses];
}

/** Registers `/openapi.json`. The document is generated from the routes, the schemas of rows from their entities. */
export function openApiRoute(app: OpenAPIHono<HttpEnv>): void {
  app.openAPIRegistry.registerComponent("securitySchemes", "apiKey", { type: "http", scheme: "bearer" });
  // The API key is the password, with any user name.
  app.openAPIRegistry.registerComponent("securitySchemes", "keyAsPassword", { type: "http", scheme: "basic" });
  for (const entity of entityList) {
    const { $schema: _dialect, ...schema } = rowSchema(entity);
    app.openAPIRegistry.registerComponent("schemas", `${entity.name}Row`, schema);
  }
  const make = () => {
    const document = app.getOpenAPI31Document({
      openapi: "3.1.0",
      info: {
        title: "Bulkhead",
        version: "0.1.0",
        description: "Durable bulk imports for learning platforms. Every error has a stable code: /docs/errors.",
      },
      security: [{ apiKey: [] }, { keyAsPassword: [] }],
    });
    addExamples(document);
    return JSON.stringify(document);
  };
  fixedAnswer(app, "/openapi.json", { contentType: "application/json", make });
}
