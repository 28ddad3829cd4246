import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { entityList, findEntity } from "../domain/entities/index.js";
import type { Entity } from "../domain/entity.js";
import { DomainError } from "../domain/errors.js";
import { csvTemplate, requiredColumns, rowSchema } from "../domain/record.js";
import type { HttpEnv } from "./context.js";
import { problems } from "./openapi.js";
import { type GuardedRoute, pathParam, rawRoute } from "./raw-route.js";
import { allow } from "./request/auth.js";
import { entityField } from "./request/fields.js";

export function unknownEntity(): DomainError {
  const names = entityList.map(({ name }) => name).join(", ");
  return new DomainError("UNKNOWN_ENTITY", "There is no entity of this name.", `Use one of: ${names}.`);
}

/** Returns the entity that a path names; `UNKNOWN_ENTITY` if there is none of this name. */
export function entityOf(name: string): Entity {
  const entity = findEntity(name);
  if (!entity) throw unknownEntity();
  return entity;
}

const tags = ["Entities"];
const middleware = [allow("read")];
const request = { params: z.object({ entity: entityField }) };

/** Registers the routes that describe the entities and their files, all made from the declarations. */
export function entityRoutes(app: OpenAPIHono<HttpEnv>): void {
  const summary = z.object({
    name: z.string(),
    label: z.string(),
    columns: z.array(z.string()),
    required: z.array(z.string()),
    links: z.object({ template: z.string(), schema: z.string() }),
  });
  const list = createRoute({
    method: "get",
    path: "/api/entities",
    operationId: "listEntities",
    tags,
    summary: "What can be imported",
    middleware,
    responses: {
      200: {
        description: "The entities",
        content: { "application/json": { schema: z.object({ items: z.array(summary), nextCursor: z.null() }) } },
      },
      ...problems(401),
    },
  });
  app.openapi(list, (context) => {
    const items = entityList.map((entity) => ({
      name: entity.name,
      label: entity.label,
      columns: Object.keys(entity.fields),
      required: requiredColumns(entity),
      links: {
        template: `/api/entities/${entity.name}/template.csv`,
        schema: `/api/entities/${entity.name}/schema`,
      },
    }));
    return context.json({ items, nextCursor: null }, 200);
  });

  const template = createRoute({
    method: "get",
    path: "/api/entities/{entity}/template.csv",
    operationId: "getTemplate",
    tags,
    summary: "An empty file with the right header",
    middleware,
    request,
    responses: {
      200: { description: "The header", content: { "text/csv": { schema: z.string() } } },
      ...problems(401, 404),
    },
  });
  app.openapi(template, (context) => {
    const entity = entityOf(context.req.valid("param").entity);
    return context.body(csvTemplate(entity), 200, {
      "Content-Type": "text/csv; charset=utf-8; header=present",
      "Content-Disposition": `attachment; filename="${entity.name}.csv"`,
    });
  });

  const schema: GuardedRoute = {
    method: "get",
    path: "/api/entities/{entity}/schema",
    operationId: "getRowSchema",
    tags,
    summary: "The JSON Schema of a row",
    middleware,
    request,
    responses: {
      200: { description: "The schema", content: { "application/schema+json": { schema: z.looseObject({}) } } },
      ...problems(401, 404),
    },
  };
  rawRoute(app, schema, (context) => {
    const body = JSON.stringify(rowSchema(entityOf(pathParam(context, "entity"))));
    return context.body(body, 200, { "Content-Type": "application/schema+json" });
  });
}
