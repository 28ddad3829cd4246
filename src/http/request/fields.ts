import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { entityList } from "../../domain/entities/index.js";
import { DomainError } from "../../domain/errors.js";
import { longestId } from "../../domain/fields/row-id.js";
import { isLonger } from "../../domain/fields/text.js";
import { importModes, invalidRowPolicies } from "../../domain/job.js";
import { longestPage, usualPage } from "../../domain/page-size.js";
import { storableText } from "../../domain/storable-text.js";
import { ShapeError } from "../answer/problem.js";

/** The rule of `plainText` as a pattern that every dialect of regular expressions reads. */
const noControls = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$";

/** Text that Postgres can store and a log can show: no control characters, no lone surrogates. */
export function plainText(max: number) {
  return z
    .string()
    .min(1)
    .max(max)
    .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), "has characters that are not allowed")
    .openapi({ pattern: noControls });
}

/** The rule of `checkAssetPath`, except that a schema counts characters, and `checkAssetPath` bytes. */
export const assetPathField = z.string().openapi({
  ...{ minLength: 1, maxLength: 1_024, example: "nightly/events.csv" },
  pattern:
    "^(?![A-Za-z][A-Za-z0-9+.-]*:)(?!(?:.*/)?\\.\\.?(?:/|$))[^/\\\\\\u0000-\\u001f\\u007f-\\u009f]+(?:/[^/\\\\\\u0000-\\u001f\\u007f-\\u009f]+)*$",
});

export const importerIdField = plainText(255).openapi({
  description: "The system that sends the rows and owns them; the API key's name when left out.",
});
/** Contract B has no default: the request must name the owner of the rows. */
export const requiredImporterIdField = z
  .string("is required: the name of the system that sends the rows and owns them")
  .pipe(plainText(255))
  .openapi({
    ...{ minLength: 1, maxLength: 255, pattern: noControls, example: "campus-erp" },
    description: "The system that sends the rows and owns them.",
  });
export const onInvalidField = z.enum(invalidRowPolicies).openapi({
  description:
    "skip (default): valid rows are imported; abort: one invalid row fails the import and nothing is stored.",
});
export const modeField = z.enum(importModes).openapi({
  description:
    "upsert (default); create or update: the other kind of row is rejected; snapshot: an upsert that also deletes what the importer owns and no longer sends.",
});
export const dryRunText = z.enum(["true", "false"]).openapi({ description: "Checks everything, stores nothing." });
export const memberField = plainText(1_024).openapi({
  description: "The file of an archive that is meant; without it, or null: its only one.",
});
export const sheetField = plainText(255).openapi({
  description: "The sheet of a workbook that is meant; without it, or null: the first that is shown.",
});
export const entityField = z.string().openapi({ enum: entityList.map(({ name }) => name) });
export const credentialNameField = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/)
  .openapi({ example: "campus-erp" });
export const sourceField = z
  .strictObject({
    url: z
      .string()
      .max(2_048)
      .regex(/^(?:https|sftp|s3):\/\/[^\s#]+$/)
      .openapi({
        example: "https://erp.example/exports/users.csv",
        description: "https, sftp or s3://<bucket>/<key>; secrets belong in a credential.",
      }),
    auth: credentialNameField.nullable().default(null).openapi({
      description: "The name of the stored credential that opens it; null: it is open to everybody.",
    }),
  })
  .openapi("Source");
/** An id that a row can have, as a search value. */
export const rowIdField = storableText
  .min(1)
  .refine((id) => !isLonger(id, longestId), `has more than ${longestId} characters`)
  .openapi({ maxLength: longestId });
/** A date of the calendar, leap days included, as a pattern that every dialect of regular expressions reads. */
const calendarDate = [
  "(?:(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29",
  "[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])",
  "(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)",
  "02-(?:0[1-9]|1[0-9]|2[0-8])))",
].join("|");
/** A moment that Postgres can read: its calendar has no year 0, and its parser limits the length of the text. */
export const momentField = z.iso
  .datetime()
  .max(40)
  .regex(/^(?!0000)/)
  .openapi({
    ...{ example: "2027-05-31T09:00:00.000Z", minLength: 20, maxLength: 40 },
    pattern: `^(?!0000)${calendarDate}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:[.][0-9]{1,19})?Z$`,
  });
/** A filter by entity. An unknown name is an error, since an empty list would hide a misspelled name. */
export const entityFilter = z.enum(entityList.map(({ name }) => name));

/** `limit` and `cursor` of every list (contract C). */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(longestPage).default(usualPage),
  cursor: z
    .string()
    .max(4_096)
    .regex(/^[\w-]+$/, "is not the nextCursor of a page")
    .optional()
    .openapi({ description: "The nextCursor of the page before." }),
};

/** Returns the cursor of the next page; null if there are fewer rows than a full page, and so no next page. */
export function nextCursorOf<Row>(
  rows: readonly Row[],
  limit: number,
  place: (last: Row) => readonly (string | number)[],
): string | null {
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return last === undefined ? null : encodeCursor(place(last));
}

/** Encodes the place where a page ended. Only the route that made a cursor reads its content. */
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

/** Returns the parameters of a query, for routes that read it themselves; `INVALID_QUERY` if one is repeated. */
export function queryOf({ req }: Context): Record<string, string> {
  const entries = Object.entries(req.queries());
  const repeated = entries.find(([, values]) => values.length > 1);
  if (repeated) {
    const message = `${repeated[0]}: stands more than once`;
    throw new DomainError("INVALID_QUERY", message, "Send each parameter once.");
  }
  return Object.fromEntries(entries.map(([name, [value = ""]]) => [name, value]));
}

/** Validates a query, headers or the fields of a form, for a route that reads its request itself. */
export function shaped<Shape extends z.ZodType>(
  shape: Shape,
  value: unknown,
  code: "INVALID_BODY" | "INVALID_QUERY" = "INVALID_QUERY",
): z.infer<Shape> {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ShapeError(code, parsed.error);
}
