import { defineEntity } from "../entity.js";
import { named, optional } from "../field.js";
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
    id: named(entityId({ example: "student_1" }), "Studierenden-ID", "Student ID"),
    userId: named(reference("user", { example: "user_1", onMissing: "warn" }), "Benutzer-ID", "User ID"),
    matriculationNumber: named(
      optional(text({ max: 255, example: "01234567" })),
      "Matrikelnummer",
      "Matr.-Nr.",
      "Student number",
    ),
    organizationIds: named(
      optional(references("organization", { example: "organization_1" })),
      "Organisations-IDs",
      "Organization IDs",
    ),
    active: named(optional({ ...boolean(), example: "true" }), "Ist aktiv", "Is active"),
  },
  studoFlow: { validationPlace: 1 },
});
