import { defineEntity } from "../entity.js";
import { optional } from "../field.js";
import { entityId } from "../fields/entity-id.js";
import { instant } from "../fields/instant.js";
import { references } from "../fields/list.js";
import { reference } from "../fields/reference.js";
import { timeZone } from "../fields/standards.js";
import { text } from "../fields/text.js";

/** A lecture, a seminar, an exam: one date of a course. */
export const event = defineEntity({
  name: "event",
  label: "event",
  fields: {
    id: entityId({ example: "event_1" }),
    courseId: reference("course", { example: "course_1" }),
    groupIds: optional(references("group", { example: "group_1" })),
    title: optional(text({ max: 500, example: "First lecture" })),
    startDate: { ...instant(), example: "2027-03-05T09:00:00.000Z" },
    endDate: { ...instant(), example: "2027-03-05T10:30:00.000Z" },
    timeZone: optional(timeZone()),
    location: optional(text({ max: 500, example: "Main building" })),
    room: optional(text({ max: 255, example: "HS 1" })),
    lecturerIds: optional(references("user", { example: "user_1" })),
    status: optional(text({ max: 255, example: "CONFIRMED" })),
  },
  order: [{ start: "startDate", end: "endDate" }],
  studoFlow: { validationPlace: 5 },
});
