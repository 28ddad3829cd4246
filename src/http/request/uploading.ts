import type { Caller, HttpDeps } from "../context.js";

/** Receives a body, which counts as one of the tenant's concurrent uploads. `LIMIT_REACHED` */
export async function uploading<Result>(
  { use }: Pick<HttpDeps, "use">,
  { tenantId, bounds }: Caller,
  receive: () => Promise<Result>,
): Promise<Result> {
  const ended = use.open("uploads", tenantId, bounds.uploads);
  try {
    return await receive();
  } finally {
    ended();
  }
}
