import { defineEntity } from "../entity.js";
import { key } from "../fields/key.js";
import {
  attendeeFields,
  eventOrder,
  eventSlug,
  seatFields,
  timeFields,
  titleFields,
  venueFields,
} from "./event-fields.js";

/** An in-person course group and its first session, kept as one row. */
export const courseGroupInPersonEvent = defineEntity({
  name: "courseGroupInPersonEvent",
  label: "in-person course group",
  fields: {
    id: key({ example: "cg-1" }),
    ...titleFields,
    ...timeFields,
    ...seatFields,
    ...venueFields,
    ...attendeeFields,
  },
  order: eventOrder,
  slug: eventSlug,
  thoughtIndustries: {
    route: "courseGroup/inPersonEvent",
    answerKey: "APIBulkCourseGroupInPersonEventImport",
  },
});
