import { defineEntity } from "../entity.js";
import { named, optional } from "../field.js";
import { entityId } from "../fields/entity-id.js";
import { instant } from "../fields/instant.js";
import { reference } from "../fields/reference.js";
import { text } from "../fields/text.js";

/** A survey of the participants of a course. */
export const survey = defineEntity({
  name: "survey",
  label: "survey",
  fields: {
    id: named(entityId({ example: "survey_1" }), "Umfrage-ID", "Survey ID"),
    courseId: named(reference("course", { example: "course_1" }), "Kurs-ID", "Course ID"),
    groupId: named(optional(reference("group", { example: "group_1", onMissing: "warn" })), "Gruppen-ID", "Group ID"),
    title: named(text({ max: 500, example: "How was the course?" }), "Titel", "Bezeichnung"),
    opensAt: named({ ...instant(), example: "2027-06-15T00:00:00.000Z" }, "Beginn", "Offen ab", "Opens"),
    closesAt: named({ ...instant(), example: "2027-06-29T00:00:00.000Z" }, "Ende", "Offen bis", "Closes"),
  },
  order: [{ start: "opensAt", end: "closesAt" }],
  studoFlow: { validationPlace: null },
});
