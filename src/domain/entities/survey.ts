import { defineEntity } from "../entity.js";
import { optional } from "../field.js";
import { entityId } from "../fields/entity-id.js";
import { instant } from "../fields/instant.js";
import { reference } from "../fields/reference.js";
import { text } from "../fields/text.js";

/** A survey among those who take a course. */
export const survey = defineEntity({
  name: "survey",
  label: "survey",
  fields: {
    id: entityId({ example: "survey_1" }),
    courseId: reference("course", { example: "course_1" }),
    groupId: optional(reference("group", { example: "group_1", onMissing: "warn" })),
    title: text({ max: 500, example: "How was the course?" }),
    opensAt: { ...instant(), example: "2027-06-15T00:00:00.000Z" },
    closesAt: { ...instant(), example: "2027-06-29T00:00:00.000Z" },
  },
  order: [{ start: "opensAt", end: "closesAt" }],
  studoFlow: { validationPlace: null },
});
