import { z } from "@hono/zod-openapi";

/** A page of a list, and the cursor of the next page; null for the last page. */
export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
