import { defineEntity } from "../entity.js";
import { named } from "../field.js";
import { key } from "../fields/key.js";
import { reference } from "../fields/reference.js";
import { attendeeFields, eventOrder, eventSlug, seatFields, timeFields, titleFields } from "./event-fields.js";
import { meetingFields } from "./meeting-fields.js";

/** A further session of a webinar course group. */
export const webinar = defineEntity({
  name: "webinar",
  label: "webinar session",
  fields: {
    id: key({ example: "w-1" }),
    courseGroupId: named(reference("courseGroupWebinar", { example: "wg-1" }), "Kursgruppen-ID", "Course group ID"),
    ...titleFields,
    ...timeFields,
    ...seatFields,
    ...meetingFields,
    ...attendeeFields,
  },
  order: eventOrder,
  slug: eventSlug,
  thoughtIndustries: {
    route: "session/webinar",
    answerKey: "APIBulkWebinarImport",
  },
});
