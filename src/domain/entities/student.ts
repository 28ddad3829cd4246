import { defineEntity } from "../entity.js";
import { optional } from "../field.js";
import { boolean } from "../fields/boolean.js";
import { entityId } from "../fields/entity-id.js";
import { references } from "../fields/list.js";
import { reference } from "../fields/reference.js";
import { text } from "../fields/text.js";

/** A user's enrolment as a student. */
export const student = defineEntity({
  name: "student",
  label: "student",
  fields: {
    id: entityId({ example: "student_1" }),
    userId: reference("user", { example: "user_1", onMissing: "warn" }),
    matriculationNumber: optional(text({ max: 255, example: "01234567" })),
    organizationIds: optional(references("organization", { example: "organization_1" })),
    active: optional({ ...boolean(), example: "true" }),
  },
  studoFlow: { validationPlace: 1 },
});
