import { defineEntity } from "../entity.js";
import { named, optional } from "../field.js";
import { entityId } from "../fields/entity-id.js";
import { reference } from "../fields/reference.js";
import { text } from "../fields/text.js";

/** A faculty, an institute or a department. Organizations form a tree. */
export const organization = defineEntity({
  name: "organization",
  label: "organization",
  fields: {
    id: named(entityId({ example: "organization_1" }), "Organisations-ID", "Organization ID"),
    name: named(
      text({ max: 500, example: "Faculty of Mathematics" }),
      "Bezeichnung",
      "Organisationsname",
      "Organization name",
    ),
    parentId: named(
      optional(reference("organization", { example: "organization_0", onMissing: "warn" })),
      "Übergeordnete ID",
      "Parent ID",
    ),
    type: named(optional(text({ max: 255, example: "FACULTY" })), "Typ", "Art", "Organization type"),
  },
  integrity: [{ kind: "acyclic", code: "PARENT_CYCLE", field: "parentId" }],
  studoFlow: { validationPlace: 2 },
});
