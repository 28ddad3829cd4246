import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { TestBulkhead } from "../support/bulkhead.js";

interface Media {
  readonly schema?: object;
  readonly example?: unknown;
}
interface Operation {
  readonly operationId: string;
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** Streams and texts of other programs have no schema of their own. */
const without = ["getMetrics"];

test("each operation of the document has an example request and answer, and they are as their schemas say", async () => {
  const bulkhead = await TestBulkhead.start({}, "http");
  const { body } = await bulkhead.call<Document>("GET", "/openapi.json", { key: null });
  await bulkhead.stop();
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema(body, "document");
  const faults: string[] = [];
  for (const [path, item] of Object.entries(body.paths)) {
    for (const [method, { operationId, requestBody, responses }] of Object.entries(item)) {
      const base = `document#/paths/${path.replaceAll("~", "~0").replaceAll("/", "~1")}/${method}`;
      const bodies = Object.entries(requestBody?.content ?? {}).map(
        ([type, media]) => ["request", media, `${base}/requestBody/content/${type.replace("/", "~1")}`] as const,
      );
      const answers = Object.entries(responses)
        .filter(([status]) => status.startsWith("2"))
        .flatMap(([status, { content }]) =>
          Object.entries(content ?? {}).map(
            ([type, media]) =>
              ["answer", media, `${base}/responses/${status}/content/${type.replace("/", "~1")}`] as const,
          ),
        );
      for (const part of [bodies, answers]) {
        const shown = part.filter(([, { example }]) => example !== undefined);
        if (part.length > 0 && shown.length === 0 && !without.includes(operationId)) {
          faults.push(`${operationId} has no example ${part[0]?.[0]}`);
        }
        for (const [kind, { example }, place] of shown) {
          // A text, such as a stream, is not the value that its schema describes.
          if (!place.includes("json")) continue;
          const validate = ajv.compile({ $ref: `${place}/schema` });
          if (!validate(example)) faults.push(`${operationId} ${kind}: ${ajv.errorsText(validate.errors)}`);
        }
      }
    }
  }
  expect(faults).toEqual([]);
});
