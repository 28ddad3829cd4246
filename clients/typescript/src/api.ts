import createClient, { type Client } from "openapi-fetch";
import { BulkheadError, brokenOff, errorOf } from "./problem.js";
import type { paths } from "./schema.js";

/** Every operation of the OpenAPI document, by method and path: `api.GET("/api/jobs/{id}", …)`. */
export type Api = Client<paths>;

export interface Connection {
  /** Where Bulkhead is, such as `https://imports.campus.example`. */
  readonly url: string;
  /** An API key. */
  readonly key: string;
}

/**
 * The API at an address. What is not a success is thrown as a `BulkheadError`; so is an address or a key that cannot be
 * one.
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

/** What an operation answered with; undefined where a success has no body. */
export async function answer<Data>(asked: Promise<{ data?: Data; response: Response }>): Promise<Data> {
  try {
    const { data } = await asked;
    return data as Data;
  } catch (error) {
    // The middleware sees what breaks before an answer's headers, and this what breaks in its body.
    throw error instanceof SyntaxError
      ? unusable("The server's answer is no JSON.")
      : (brokenOff(error, "The answer broke off") ?? error);
  }
}

/** Slashes of an asset's path stay slashes. A segment of dots would lead to another route. */
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
