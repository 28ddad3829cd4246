import recorded from "./examples.json" with { type: "json" };

/** A request to an operation and its answer, as they were sent; ids, times and secrets are replaced. */
export interface Example {
  readonly parameters: Readonly<Record<string, string>>;
  readonly requestType: string | null;
  readonly request: unknown;
  readonly status: number;
  readonly answerType: string | null;
  readonly answer: unknown;
}

/** By operation. `npm run openapi:examples` records them; a test holds each against the document. */
export const examples: Readonly<Record<string, Example>> = recorded;

interface Described {
  operationId?: string;
  parameters?: { name: string; in: string; example?: unknown; schema?: unknown }[];
  requestBody?: { content?: Record<string, { example?: unknown }> };
  responses?: Record<string, { content?: Record<string, { example?: unknown }> }>;
}

/** Adds to each operation of a document what was recorded of it. */
export function addExamples(paths: Readonly<Record<string, object>>): void {
  for (const operation of Object.values(paths).flatMap((item): Described[] => Object.values(item))) {
    const example = examples[operation.operationId ?? ""];
    if (example === undefined) continue;
    for (const parameter of operation.parameters ?? []) {
      const value = example.parameters[parameter.name];
      if (value !== undefined) parameter.example = value;
    }
    const request = operation.requestBody?.content?.[example.requestType ?? ""];
    if (request !== undefined) request.example = example.request;
    const answer = operation.responses?.[example.status]?.content?.[example.answerType ?? ""];
    if (answer !== undefined) answer.example = example.answer;
  }
}
