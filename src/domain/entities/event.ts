import { defineEntity } from "../entity.js";
import { named, optional } from "../field.js";
import { entityId } from "../fields/entity-id.js";
import { instant } from "../fields/instant.js";
import { references } from "../fields/list.js";
import { reference } from "../fields/reference.js";
import { timeZone } from "../fields/standards.js";
import { text } from "../fields/text.js";

/** One date of a course: a lecture, a seminar or an exam. */
export const event = defineEntity({
  name: "event",
  label: "event",
  fields: {
    id: named(entityId({ example: "event_1" }), "Termin-ID", "Event ID"),
    courseId: named(reference("course", { example: "course_1" }), "Kurs-ID", "Course ID"),
    groupIds: named(optional(references("group", { example: "group_1" })), "Gruppen-IDs", "Group IDs"),
    title: named(optional(text({ max: 500, example: "First lecture" })), "Titel", "Bezeichnung"),
    startDate: named({ ...instant(), example: "2027-03-05T09:00:00.000Z" }, "Beginn", "Startdatum", "Start"),
    endDate: named({ ...instant(), example: "2027-03-05T10:30:00.000Z" }, "Ende", "Enddatum", "End"),
    timeZone: named(optional(timeZone()), "Zeitzone", "TZ"),
    location: named(optional(text({ max: 500, example: "Main building" })), "Ort", "Gebäude", "Building"),
    room: named(optional(text({ max: 255, example: "HS 1" })), "Raum", "Hörsaal"),
    lecturerIds: named(optional(references("user", { example: "user_1" })), "Lehrenden-IDs", "Lecturer IDs"),
    status: named(optional(text({ max: 255, example: "CONFIRMED" })), "Zustand"),
  },
  order: [{ start: "startDate", end: "endDate" }],
  studoFlow: { validationPlace: 5 },
});
