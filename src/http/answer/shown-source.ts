import { z } from "@hono/zod-openapi";

export const shownSourceSchema = z
  .object({ url: z.string(), auth: z.string().nullable() })
  .nullable()
  .openapi({ description: "Where the file is downloaded from; null: it is an uploaded asset or a body." });

/** The source of a job or a schedule; null if it has none. */
export function shownSource({
  sourceUrl: url,
  sourceAuth: auth,
}: {
  readonly sourceUrl: string | null;
  readonly sourceAuth: string | null;
}): z.infer<typeof shownSourceSchema> {
  return url === null ? null : { url, auth };
}
