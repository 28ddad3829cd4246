import type { Example } from "../../src/http/examples.js";
import type { Answer, CallOptions, TestBulkhead } from "./bulkhead.js";

/** The time of each recording, in every example; times that are hours away from it stay so. */
const stableTime = Date.parse("2027-03-01T02:30:00.000Z");
const hour = 3_600_000;

/** Calls operations by their ids, and keeps each first request with its answer. */
export class Recorder {
  readonly examples: Record<string, Example> = {};
  private readonly ids = new Map<string, string>();

  constructor(
    private readonly bulkhead: TestBulkhead,
    private readonly paths: ReadonlyMap<string, { readonly method: string; readonly path: string }>,
  ) {}

  async call<Body>(
    operation: string,
    parameters: Readonly<Record<string, string>> = {},
    options: CallOptions = {},
  ): Promise<Body> {
    const { method, path } = this.paths.get(operation) ?? { method: "", path: "" };
    const query = new URLSearchParams();
    let filled = path;
    for (const [name, value] of Object.entries(parameters)) {
      if (path.includes(`{${name}}`)) filled = filled.replace(`{${name}}`, value);
      else query.set(name, value);
    }
    const answer = await this.bulkhead.call<Body>(method, query.size > 0 ? `${filled}?${query}` : filled, options);
    if (answer.status >= 300) throw new Error(`${operation} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    if (/"(state|status)":"(failed|error)"/.test(JSON.stringify(answer.body))) {
      throw new Error(`${operation} answered with a job that failed: ${JSON.stringify(answer.body)}`);
    }
    this.examples[operation] ??= await this.example(parameters, options, answer);
    return answer.body;
  }

  private async example(
    parameters: Readonly<Record<string, string>>,
    { json, body, headers }: CallOptions,
    answer: Answer,
  ): Promise<Example> {
    const answerType = answer.headers.get("content-type")?.split(";")[0] ?? null;
    const requestType = headers?.["Content-Type"] ?? (json === undefined ? null : "application/json");
    const form = body instanceof FormData ? await fieldsOf(body) : null;
    return {
      parameters: this.stable(parameters),
      requestType: form === null ? requestType : "multipart/form-data",
      request: this.stable(json ?? form ?? (typeof body === "string" ? body : null)),
      status: answer.status,
      answerType,
      answer: this.stable(answerType === null ? null : answer.body),
    };
  }

  /** The same value with ids, times, secrets and addresses that are the same in each run. */
  private stable<Value>(value: Value): Value {
    const text = JSON.stringify(value)
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id) => this.stableId(id))
      .replace(/20(?!30)\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, (time) => {
        const hoursAway = Math.round((Date.parse(time) - Date.now()) / hour);
        return new Date(stableTime + hoursAway * hour).toISOString();
      })
      .replace(/bh_[\w-]{20,}/g, "bh_an-example-and-no-key")
      .replace(/whsec_[\w+/=]{20,}/g, "whsec_YW4gZXhhbXBsZSwgYW5kIG5vIHNlY3JldA==")
      .replace(/"nextCursor":"[^"]+"/g, '"nextCursor":"WzE3OTYxMzU2XQ"')
      .replace(/(\\nid: )[\w-]{16}/g, "$1Bvk2mX0pW4sT7vYz")
      .replace(/(corrections\/[\w-]{36})\/[0-9a-f]{8}/g, "$1/5fd2ab0c")
      .replace(/http:\/\/127\.0\.0\.1:\d+/g, "http://127.0.0.1:8233");
    return JSON.parse(text);
  }

  private stableId(id: string): string {
    const known = this.ids.get(id) ?? `00000000-0000-4000-8000-${String(this.ids.size + 1).padStart(12, "0")}`;
    this.ids.set(id, known);
    return known;
  }
}

/** The fields of a form, a file as its text. */
async function fieldsOf(form: FormData): Promise<Record<string, string>> {
  const fields: Record<string, string> = {};
  for (const [name, value] of form) fields[name] = typeof value === "string" ? value : await value.text();
  return fields;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId?: string }>>>>;
}

/** Where each operation of the document is. */
export async function operationsOf(
  bulkhead: TestBulkhead,
): Promise<ReadonlyMap<string, { readonly method: string; readonly path: string }>> {
  const { body } = await bulkhead.call<Document>("GET", "/openapi.json", { key: null });
  return new Map(
    Object.entries(body.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, { operationId }]) => [
        operationId ?? "",
        { method: method.toUpperCase(), path },
      ]),
    ),
  );
}
