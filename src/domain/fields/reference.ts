import { defineField, type Reference } from "../field.js";
import { isPlainId, longestId, readId, warningAboutId } from "./row-id.js";

interface ReferenceOptions {
  readonly example: string;
  readonly onMissing?: Reference["onMissing"];
}

/** The id of a row of another entity. A row with a missing target is rejected, unless `onMissing` is `warn`. */
export function reference(entity: string, { example, onMissing = "reject" }: ReferenceOptions) {
  return defineField<string, string>({
    columnType: "text",
    schema: { type: "string", minLength: 1, maxLength: longestId, description: `id of a ${entity}` },
    example,
    reference: { entity, onMissing },
    parse: readId,
    toText: (value) => value,
    plain: isPlainId,
    warning: warningAboutId,
  });
}
