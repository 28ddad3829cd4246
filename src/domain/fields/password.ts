import { z } from "zod";
import { defineField, explaining, Fault, hashed } from "../field.js";
import { isStorable } from "../list-value.js";
import { text } from "./text.js";

/** A password, or a hash of it that the sender made. It is stored only as a hash of the sent value, and never shown. */
export function passwordOrHash() {
  return hashed(text({ max: 1_024, example: "b3d9c2f04f6a4d6f8a7e1c5b90d2e8f6" }));
}

const word = z.string().min(1).max(1_024).refine(isStorable);
const iterations = z.union([z.int(), z.string().regex(/^\d{1,9}$/)]).transform(Number);
const shape = z.strictObject({
  algorithm: word.max(100),
  saltMode: word.max(100),
  salt: word.optional(),
  hmacKey: word.optional(),
  pbeInfos: z.strictObject({ iterationCount: iterations.pipe(z.int().min(1).max(100_000_000)) }).optional(),
});
const invalid = new Fault(
  "INVALID_PRE_HASHING",
  "Not a description of how the password was hashed.",
  "Send { algorithm, saltMode, salt?, hmacKey?, pbeInfos?: { iterationCount } }.",
);

/**
 * How the sender hashed a password (contract B). Checking a password later needs it. It is as secret as its `hmacKey`.
 */
export function passwordPreHashing(password: string) {
  return explaining(
    password,
    defineField<z.infer<typeof shape>, unknown>({
      columnType: "jsonb",
      schema: {
        type: "object",
        properties: {
          algorithm: { type: "string" },
          saltMode: { type: "string" },
          salt: { type: "string" },
          hmacKey: { type: "string" },
          pbeInfos: { type: "object", properties: { iterationCount: { type: "integer" } } },
        },
        required: ["algorithm", "saltMode"],
      },
      example: '{"algorithm":"SHA-256","saltMode":"PREFIX","salt":"c2FsdA"}',
      parse: (cell) => {
        const parsed = shape.safeParse(withoutEmpty(jsonOf(cell)));
        return parsed.success ? parsed.data : invalid;
      },
      toText: (value) => JSON.stringify(value),
    }),
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Removes properties that are null or empty, at every level, because they mean the same as omitted ones. This way equal
 * descriptions have one fingerprint.
 */
function withoutEmpty(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const kept = Object.entries(value).filter(([, inner]) => inner !== null && inner !== "");
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutEmpty(inner)]));
}
