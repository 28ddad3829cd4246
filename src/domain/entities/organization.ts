import { defineEntity } from "../entity.js";
import { optional } from "../field.js";
import { entityId } from "../fields/entity-id.js";
import { reference } from "../fields/reference.js";
import { text } from "../fields/text.js";

/** A faculty, an institute, a department: organizations form a tree. */
export const organization = defineEntity({
  name: "organization",
  label: "organization",
  fields: {
    id: entityId({ example: "organization_1" }),
    name: text({ max: 500, example: "Faculty of Mathematics" }),
    parentId: optional(reference("organization", { example: "organization_0", onMissing: "warn" })),
    type: optional(text({ max: 255, example: "FACULTY" })),
  },
  integrity: [{ kind: "acyclic", code: "PARENT_CYCLE", field: "parentId" }],
  studoFlow: { validationPlace: 2 },
});
