import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { DomainError } from "../domain/errors.js";
import type { HttpEnv } from "./context.js";

/** What stands before every route with a JSON body: its content type, and a limit on its size. */
export function jsonBody(maxBytes: number): MiddlewareHandler<HttpEnv>[] {
  return [
    async ({ req }, next) => {
      const type = req.header("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
      if (type !== "application/json") {
        const hint = "Send Content-Type: application/json.";
        throw new DomainError("UNSUPPORTED_MEDIA_TYPE", "The body is not declared as JSON.", hint);
      }
      await next();
    },
    bodyLimit({
      maxSize: maxBytes,
      onError: () => {
        throw new DomainError(
          "BODY_TOO_LARGE",
          `The body is larger than ${maxBytes} bytes.`,
          "Files go to /api/assets.",
        );
      },
    }),
  ];
}
