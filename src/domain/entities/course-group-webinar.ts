import { defineEntity } from "../entity.js";
import { key } from "../fields/key.js";
import { attendeeFields, eventOrder, eventSlug, seatFields, timeFields, titleFields } from "./event-fields.js";
import { meetingFields } from "./meeting-fields.js";

/** A webinar course group and its first session, kept as one row. */
export const courseGroupWebinar = defineEntity({
  name: "courseGroupWebinar",
  label: "webinar course group",
  fields: {
    id: key({ example: "wg-1" }),
    ...titleFields,
    ...timeFields,
    ...seatFields,
    ...meetingFields,
    ...attendeeFields,
  },
  order: eventOrder,
  slug: eventSlug,
  thoughtIndustries: {
    route: "courseGroup/webinar",
    answerKey: "APIBulkCourseGroupWebinarImport",
  },
});
