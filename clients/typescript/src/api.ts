import createClient, { type Client } from "openapi-fetch";
import { BulkheadError, brokenOff, errorOf } from "./problem.js";
import type { paths } from "./schema.js";

/** Every operation of the OpenAPI document, by method and path: `api.GET("/api/jobs/{id}", …)`. */
export type Api = Client<paths>;

export interface Connection {
  /** The address of Bulkhead, such as `https://imports.campus.example`. */
  readonly url: string;
  /** An API key. */
  readonly key: string;
}

/**
 * Returns the API at an address. Any response other than a success is thrown as a `BulkheadError`. Also throws it for
 * an invalid address or key.
 */
export function connect({ url, key }: Connection): Api {
  if (!/^https?:/.test(url) || !URL.canParse(url))
    throw unusable(`${url} is no address such as https://imports.example.`);
  if (!/^[\x21-\x7e]+$/.test(key)) throw unusable("The API key is empty, or has a character that no key has.");
  const api = createClient<paths>({ baseUrl: url, headers: { Authorization: `Bearer ${key}` }, pathSerializer });
  api.use({
    async onResponse({ response }) {
      if (!response.ok) throw await errorOf(response);
    },
    onError: ({ error }) => brokenOff(error, `No server answers at ${url}`),
  });
  return api;
}

/** Returns the data of an operation's response; undefined if a success has no body. */
export async function answer<Data>(asked: Promise<{ data?: Data; response: Response }>): Promise<Data> {
  try {
    const { data } = await asked;
    return data as Data;
  } catch (error) {
    // The middleware catches errors before the response's headers. This catches errors in the response's body.
    throw error instanceof SyntaxError
      ? unusable("The server's answer is no JSON.")
      : (brokenOff(error, "The answer broke off") ?? error);
  }
}

/**
 * Fills the parameters into a path. Slashes of an asset's path are not escaped. Segments `.` and `..` are refused,
 * because they would lead to another route.
 */
function pathSerializer(template: string, parameters: Record<string, unknown>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(parameters[name]);
    const segments = name === "path" ? value.split("/") : [value];
    if (segments.some((segment) => segment === "." || segment === "..")) throw unusable(`${value} is no ${name}.`);
    return segments.map(encodeURIComponent).join("/");
  });
}

function unusable(message: string): BulkheadError {
  return new BulkheadError(message, { isPassing: false });
}
