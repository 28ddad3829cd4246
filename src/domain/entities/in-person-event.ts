import { defineEntity } from "../entity.js";
import { named } from "../field.js";
import { key } from "../fields/key.js";
import { reference } from "../fields/reference.js";
import {
  attendeeFields,
  eventOrder,
  eventSlug,
  seatFields,
  timeFields,
  titleFields,
  venueFields,
} from "./event-fields.js";

/** A further session of an in-person course group. */
export const inPersonEvent = defineEntity({
  name: "inPersonEvent",
  label: "in-person session",
  fields: {
    id: key({ example: "s-1" }),
    courseGroupId: named(
      reference("courseGroupInPersonEvent", { example: "cg-1" }),
      "Kursgruppen-ID",
      "Course group ID",
    ),
    ...titleFields,
    ...timeFields,
    ...seatFields,
    ...venueFields,
    ...attendeeFields,
  },
  order: eventOrder,
  slug: eventSlug,
  thoughtIndustries: {
    route: "session/inPersonEvent",
    answerKey: "APIBulkInPersonEventImport",
  },
});
