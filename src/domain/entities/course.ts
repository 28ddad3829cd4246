import { defineEntity } from "../entity.js";
import { named, optional } from "../field.js";
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
    id: named(entityId({ example: "course_1" }), "Kurs-ID", "Kursnummer", "Course ID"),
    name: named(
      text({ max: 500, example: "Linear Algebra" }),
      "Kursname",
      "Bezeichnung",
      "Titel",
      "Course name",
      "Title",
    ),
    code: named(optional(text({ max: 255, example: "MAT101" })), "LV-Nummer", "Kurscode", "Course code"),
    organizationId: named(
      optional(reference("organization", { example: "organization_1", onMissing: "warn" })),
      "Organisations-ID",
      "Organization ID",
    ),
    termId: named(optional(text({ max: 255, example: "2027S" })), "Semester", "Term", "Academic term"),
    lecturerIds: named(optional(references("user", { example: "user_1" })), "Lehrenden-IDs", "Lecturer IDs"),
    startDate: named(optional({ ...instant(), example: "2027-03-01T00:00:00.000Z" }), "Beginn", "Startdatum", "Start"),
    endDate: named(optional({ ...instant(), example: "2027-06-30T00:00:00.000Z" }), "Ende", "Enddatum", "End"),
  },
  order: [{ start: "startDate", end: "endDate" }],
  integrity: [
    { kind: "filled", code: "NO_LECTURER", field: "lecturerIds" },
    { kind: "referredTo", code: "NO_GROUP", by: "group", field: "courseId" },
  ],
  studoFlow: { validationPlace: 3 },
});
