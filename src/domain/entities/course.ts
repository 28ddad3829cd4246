import { defineEntity } from "../entity.js";
import { optional } from "../field.js";
import { entityId } from "../fields/entity-id.js";
import { instant } from "../fields/instant.js";
import { references } from "../fields/list.js";
import { reference } from "../fields/reference.js";
import { text } from "../fields/text.js";

/** A course of one term. */
export const course = defineEntity({
  name: "course",
  label: "course",
  fields: {
    id: entityId({ example: "course_1" }),
    name: text({ max: 500, example: "Linear Algebra" }),
    code: optional(text({ max: 255, example: "MAT101" })),
    organizationId: optional(reference("organization", { example: "organization_1", onMissing: "warn" })),
    termId: optional(text({ max: 255, example: "2027S" })),
    lecturerIds: optional(references("user", { example: "user_1" })),
    startDate: optional({ ...instant(), example: "2027-03-01T00:00:00.000Z" }),
    endDate: optional({ ...instant(), example: "2027-06-30T00:00:00.000Z" }),
  },
  order: [{ start: "startDate", end: "endDate" }],
  integrity: [
    { kind: "filled", code: "NO_LECTURER", field: "lecturerIds" },
    { kind: "referredTo", code: "NO_GROUP", by: "group", field: "courseId" },
  ],
  studoFlow: { validationPlace: 3 },
});
