import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { type CredentialRow, findCredential, listCredentials } from "../../db/sources/credentials.js";
import { credentialSchemas, credentialTypes } from "../../domain/credential.js";
import { ownFolders } from "../../domain/key-scopes.js";
import { credentialNotFound, forgetCredential, storeCredential } from "../../services/sources/credentials.js";
import { pageSchema } from "../answer/page-schema.js";
import type { HttpDeps, HttpEnv } from "../context.js";
import { problems } from "../openapi.js";
import { allow } from "../request/auth.js";
import { jsonBody } from "../request/body.js";
import { credentialNameField, decodeCursor, nextCursorOf, pageQuery } from "../request/fields.js";

const tags = ["Credentials"];
const path = "/api/credentials/{name}";
const params = z.object({ name: credentialNameField });

/** Built from the shapes of the domain's schemas: only a schema that is created here can have an OpenAPI part. */
const requestSchema = z
  .discriminatedUnion("type", [
    z.strictObject(credentialSchemas.basic.shape),
    z.strictObject(credentialSchemas.bearer.shape),
    z.strictObject(credentialSchemas.header.shape),
    z.strictObject(credentialSchemas.query.shape),
    z.strictObject(credentialSchemas.ssh.shape),
    z.strictObject(credentialSchemas.s3.shape),
  ])
  .openapi("CredentialRequest", {
    example: { type: "basic", origin: "https://erp.example", username: "nightly", password: "only an example" },
  });

const shownSchema = z
  .object({
    name: z.string(),
    type: z.enum(credentialTypes),
    origin: z.string().openapi({ description: "The only server that it is ever sent to." }),
    changedBy: z.string(),
    changedAt: z.iso.datetime(),
  })
  .catchall(z.unknown())
  .openapi("Credential", { description: "What was stored, without its secrets." });
const answer = { content: { "application/json": { schema: shownSchema } } };

/** Registers the routes of credentials for files on other servers (contract E). Answers never contain secrets. */
export function credentialRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  readRoutes(app, deps);
  changeRoutes(app, deps);
}

/** Returns a stored credential in the form of an answer. */
function credentialResource({ name, shown, changedBy, changedAt }: CredentialRow): z.infer<typeof shownSchema> {
  const { type, origin } = shownSchema.pick({ type: true, origin: true }).parse(shown);
  return { ...shown, name, type, origin, changedBy, changedAt: changedAt.toISOString() };
}

function readRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const list = createRoute({
    method: "get",
    path: "/api/credentials",
    operationId: "listCredentials",
    tags,
    summary: "Credentials by name, without their secrets",
    middleware: [allow("import")],
    request: { query: z.strictObject(pageQuery) },
    responses: {
      200: {
        description: "A page of credentials",
        content: {
          "application/json": { schema: pageSchema(shownSchema) },
        },
      },
      ...problems(400, 401, 403, 503),
    },
  });
  app.openapi(list, async (context) => {
    const { limit, cursor } = context.req.valid("query");
    const after = decodeCursor(cursor, z.tuple([credentialNameField]))?.[0] ?? null;
    const caller = context.get("caller");
    const { tenantId } = caller;
    const rows = ownFolders(caller) ? [] : await listCredentials(deps.db.query, { tenantId, after, limit });
    const nextCursor = nextCursorOf(rows, limit, ({ name }) => [name]);
    return context.json({ items: rows.map(credentialResource), nextCursor }, 200);
  });

  const get = createRoute({
    method: "get",
    path,
    operationId: "getCredential",
    tags,
    summary: "A credential without its secrets",
    middleware: [allow("import")],
    request: { params },
    responses: { 200: { description: "The credential", ...answer }, ...problems(400, 401, 403, 404, 503) },
  });
  app.openapi(get, async (context) => {
    const caller = context.get("caller");
    const row = await findCredential(deps.db.query, caller.tenantId, context.req.valid("param").name);
    if (!row || ownFolders(caller)) throw credentialNotFound();
    return context.json(credentialResource(row), 200);
  });
}

function changeRoutes(app: OpenAPIHono<HttpEnv>, deps: HttpDeps): void {
  const put = createRoute({
    method: "put",
    path,
    operationId: "putCredential",
    tags,
    summary: "Store what opens files on another server",
    description:
      "Its secrets are sealed under BULKHEAD_SECRET_KEY, and no answer has them. It is sent to its origin alone, also where that redirects. It takes the place of the credential of this name.",
    middleware: [allow("admin"), ...jsonBody(deps.config)],
    request: { params, body: { required: true, content: { "application/json": { schema: requestSchema } } } },
    responses: {
      200: { description: "The credential", ...answer },
      ...problems(400, 401, 403, 408, 413, 415, 422, 503),
    },
  });
  app.openapi(put, async (context) => {
    const { tenantId, name: changedBy } = context.get("caller");
    const { name } = context.req.valid("param");
    const row = await storeCredential(deps, { tenantId, name }, context.req.valid("json"), changedBy);
    return context.json(credentialResource(row), 200);
  });

  const remove = createRoute({
    method: "delete",
    path,
    operationId: "deleteCredential",
    tags,
    summary: "Forget a credential",
    description: "Imports and schedules that name it fail with CREDENTIAL_NOT_FOUND from then on.",
    middleware: [allow("admin")],
    request: { params },
    responses: { 204: { description: "Removed" }, ...problems(400, 401, 403, 404, 503) },
  });
  app.openapi(remove, async (context) => {
    const { tenantId } = context.get("caller");
    const { name } = context.req.valid("param");
    if (!(await forgetCredential(deps, { tenantId, name }))) throw credentialNotFound();
    return context.body(null, 204);
  });
}
