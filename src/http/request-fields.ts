import { z } from "@hono/zod-openapi";
import { entityList } from "../domain/entities/index.js";
import { DomainError } from "../domain/errors.js";
import { longestKey } from "../domain/fields/key.js";
import { isLonger } from "../domain/fields/text.js";
import { type ImportMode, importModes, invalidRowPolicies } from "../domain/job.js";
import { isStorable } from "../domain/list-value.js";
import { ShapeError } from "./problem.js";

/** Text that Postgres can keep and a log can show: no control characters, no half surrogates. */
export function plainText(max: number) {
  return z
    .string()
    .min(1)
    .max(max)
    .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), "has characters that are not allowed");
}

export const importerIdField = plainText(255).openapi({
  description: "The system that sends the rows and owns them; the API key's name when left out.",
});
/** Contract B takes no default: whose rows they are must be said. */
export const requiredImporterIdField = z
  .string("is required: the name of the system that sends the rows and owns them")
  .pipe(plainText(255))
  .openapi({ description: "The system that sends the rows and owns them." });
export const onInvalidField = z.enum(invalidRowPolicies).openapi({
  description:
    "skip (default): valid rows are imported; abort: one invalid row fails the import and nothing is stored.",
});
export const modeField = z.enum(importModes).openapi({
  description:
    "upsert (default); create or update: the other kind of row is rejected; snapshot: an upsert that also deletes what the importer owns and no longer sends.",
});
export const dryRunText = z.enum(["true", "false"]).openapi({ description: "Checks everything, stores nothing." });
export const entityField = z.string().openapi({ enum: entityList.map(({ name }) => name) });
/** An id that a row can have, and so be looked for. */
export const rowIdField = z
  .string()
  .min(1)
  .refine(isStorable, "has characters that are not allowed")
  .refine((id) => !isLonger(id, longestKey), `has more than ${longestKey} characters`)
  .openapi({ maxLength: longestKey });
/** A moment that Postgres can read: its calendar has no year 0, and its parser takes no text of any length. */
export const momentField = z.iso
  .datetime()
  .max(40)
  .regex(/^(?!0000)/);
/** An entity to look for: one that exists, so that a misspelled name is not an empty list. */
export const entityFilter = z.enum(entityList.map(({ name }) => name));

/** The mode that is meant where none is named. */
export function availableMode(mode: ImportMode | undefined): ImportMode {
  return mode ?? "upsert";
}

/** `limit` and `cursor` of every list (contract C). */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(1_000).default(50),
  cursor: z.string().max(4_096).optional(),
};

/** A cursor says where the page before ended; its content is nobody's business but the route's. */
export function encodeCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString("base64url");
}

export function decodeCursor<Shape extends z.ZodType>(cursor: string | undefined, shape: Shape): z.infer<Shape> | null {
  if (cursor === undefined) return null;
  const parsed = shape.safeParse(jsonOf(Buffer.from(cursor, "base64url").toString("utf8")));
  if (parsed.success) return parsed.data;
  throw new DomainError(
    "INVALID_QUERY",
    "The cursor is not one of this list.",
    "Use the nextCursor of the page before.",
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a route that reads its request itself makes of a query or of headers. */
export function shaped<Shape extends z.ZodType>(shape: Shape, value: unknown): z.infer<Shape> {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ShapeError(
    "INVALID_QUERY",
    parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message })),
  );
}
