import type { OpenAPIHono } from "@hono/zod-openapi";
import recorded from "./examples.json" with { type: "json" };

/** A recorded request to an operation, and its answer. Ids, times and secrets are replaced. */
export interface Example {
  readonly parameters: Readonly<Record<string, string>>;
  readonly requestType: string | null;
  readonly request: unknown;
  readonly status: number;
  readonly answerType: string | null;
  readonly answer: unknown;
}

/**
 * The examples by operation id. `npm run openapi:examples` records them; a test validates each against the document.
 */
export const examples: Readonly<Record<string, Example>> = recorded;

const methods = ["get", "put", "post", "patch", "delete"] as const;

/** Adds the recorded example to each operation of a document. */
export function addExamples({ paths = {} }: ReturnType<OpenAPIHono["getOpenAPI31Document"]>): void {
  for (const operation of Object.values(paths).flatMap((item) => methods.flatMap((method) => item[method] ?? []))) {
    const example = examples[operation.operationId ?? ""];
    if (example === undefined) continue;
    for (const parameter of operation.parameters ?? []) {
      if ("name" in parameter && parameter.name in example.parameters) {
        parameter.example = example.parameters[parameter.name];
      }
    }
    const { requestBody, responses = {} } = operation;
    if (requestBody && "content" in requestBody) {
      const request = requestBody.content[example.requestType ?? ""];
      if (request !== undefined) request.example = example.request;
    }
    const answer = responses[example.status]?.content?.[example.answerType ?? ""];
    if (answer !== undefined) answer.example = example.answer;
  }
}
