import { z } from "@hono/zod-openapi";

/** A page of a list, and where the next one begins; null: this is the last. */
export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
