import { z } from "@hono/zod-openapi";
import type { ListedKey } from "../../db/access/list-keys.js";
import { isKeyName, longestKeyName } from "../../domain/api-key.js";
import {
  type KeyScopes,
  longestLifeDays,
  longestOverlapHours,
  scopedEntities,
  usualOverlapHours,
} from "../../domain/key-scopes.js";
import { roles } from "../../domain/role.js";
import { importerIdField, plainText } from "../request/fields.js";

const scopedEntity = z.enum(scopedEntities);

const scopesSchema = z
  .strictObject({
    entities: z
      .array(scopedEntity)
      .min(1)
      .max(100)
      .nullable()
      .default(null)
      .openapi({ description: "What it may import and read; `package` stands for packages with all their files." }),
    importers: z
      .array(importerIdField)
      .min(1)
      .max(100)
      .nullable()
      .default(null)
      .openapi({ description: "For which importers it may import and read." }),
    approve: z.boolean().default(true).openapi({ description: "Whether it may approve imports that ask." }),
  })
  .openapi("KeyScopes");

const keyNameField = plainText(longestKeyName).refine(isKeyName, "is 1 to 100 characters, not only spaces");

const noLimit = "has no limit: a key of role admin makes keys";
const adminScopesSchema = z
  .strictObject({
    entities: z.null(noLimit).default(null),
    importers: z.null(noLimit).default(null),
    approve: z.literal(true, noLimit).default(true),
  })
  .openapi("AdminKeyScopes", { description: "A key of role `admin` makes keys, and so has no limit." });

const newKeyFields = {
  name: keyNameField,
  expiresInDays: z.int().min(1).max(longestLifeDays).nullable().optional().openapi({ description: "Null: never." }),
};

export const newKeySchema = z
  .discriminatedUnion("role", [
    z.strictObject({ ...newKeyFields, role: z.enum(roles).exclude(["admin"]), scopes: scopesSchema.optional() }),
    z.strictObject({ ...newKeyFields, role: z.literal("admin"), scopes: adminScopesSchema.optional() }),
  ])
  .openapi("NewKey", { example: { name: "erp", role: "import", expiresInDays: 365 } });

export const rotationSchema = z
  .strictObject({
    overlapHours: z
      .int()
      .min(0)
      .max(longestOverlapHours)
      .default(usualOverlapHours)
      .openapi({ description: "How long the old key stays in force beside the new one." }),
  })
  .openapi("KeyRotation");

export const keySchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    role: z.enum(roles),
    scopes: z.object({
      entities: z.array(z.string()).nullable(),
      importers: z.array(z.string()).nullable(),
      approve: z.boolean(),
    }),
    inForce: z.boolean(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable(),
    lastUsedAt: z.iso.datetime().nullable().openapi({ description: "Up to ten seconds late." }),
    revokedAt: z.iso.datetime().nullable(),
    replacedBy: z.uuid().nullable().openapi({ description: "The key that it was rotated to." }),
  })
  .openapi("Key");

export const madeKeySchema = keySchema
  .extend({ secret: z.string().openapi({ description: "The key itself, which no other answer holds." }) })
  .openapi("MadeKey");

export function keyResource(key: ListedKey): z.infer<typeof keySchema> {
  const { id, name, role, scopes, inForce, replacedBy } = key;
  return {
    ...{ id, name, role, scopes: shownScopes(scopes), inForce, replacedBy },
    createdAt: key.createdAt.toISOString(),
    expiresAt: key.expiresAt?.toISOString() ?? null,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
  };
}

/** Returns scopes in the form of an answer. */
export function shownScopes({ entities, importers, approve }: KeyScopes) {
  return { entities: entities && [...entities], importers: importers && [...importers], approve };
}
