import { z } from "@hono/zod-openapi";
import type { Finding, FindingPage } from "../../db/integrity/list-findings.js";
import { type FindingCode, findingCodes } from "../../domain/integrity-rule.js";
import { pageSchema } from "../answer/page-schema.js";
import { decodeCursor, entityFilter, nextCursorOf, pageQuery, rowIdField } from "../request/fields.js";

const finding = z.object({
  entity: z.string(),
  id: z.string(),
  code: z.string().openapi({ enum: Object.keys(findingCodes) }),
  field: z.string(),
  targetEntity: z.string().nullable(),
  targetId: z.string().nullable(),
});

export const findingPageSchema = pageSchema(finding);

/** A filter by the rule that findings break. */
export const codeFilter = z
  .string()
  .refine(isFindingCode, "is not a code of the global validation")
  .optional()
  .openapi({ enum: Object.keys(findingCodes) });

/** The query of every list of findings. */
export const findingQuery = { ...pageQuery, entity: entityFilter.optional() };

const text = rowIdField.or(z.literal(""));
const place = z.tuple([text, z.custom<FindingCode>(isFindingCode), text, text, text]);

/** Decodes the place where the previous page ended. */
export function placeOf(cursor: string | undefined): FindingPage["after"] {
  const after = decodeCursor(cursor, place);
  return after && { entity: after[0], code: after[1], field: after[2], id: after[3], targetId: after[4] };
}

/** Returns a page of findings in the form of an answer. */
export function pageOfFindings(found: readonly Finding[], limit: number): z.infer<typeof findingPageSchema> {
  const items = found.map(({ targetEntity, targetId, ...about }) => {
    return { ...about, targetEntity: targetEntity || null, targetId: targetId || null };
  });
  const nextCursor = nextCursorOf(found, limit, (last) => [last.entity, last.code, last.field, last.id, last.targetId]);
  return { items, nextCursor };
}

function isFindingCode(code: unknown): code is FindingCode {
  return typeof code === "string" && Object.hasOwn(findingCodes, code);
}
