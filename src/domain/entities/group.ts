import { defineEntity } from "../entity.js";
import { named, optional } from "../field.js";
import { entityId } from "../fields/entity-id.js";
import { integer } from "../fields/integer.js";
import { references } from "../fields/list.js";
import { reference } from "../fields/reference.js";
import { text } from "../fields/text.js";

/** One of the groups in which a course is held. */
export const group = defineEntity({
  name: "group",
  label: "group",
  fields: {
    id: named(entityId({ example: "group_1" }), "Gruppen-ID", "Group ID"),
    courseId: named(reference("course", { example: "course_1" }), "Kurs-ID", "Course ID"),
    name: named(text({ max: 500, example: "Group A" }), "Gruppenname", "Bezeichnung", "Group name"),
    lecturerIds: named(optional(references("user", { example: "user_1" })), "Lehrenden-IDs", "Lecturer IDs"),
    studentIds: named(
      optional(references("student", { example: "student_1;student_2" })),
      "Studierenden-IDs",
      "Student IDs",
    ),
    capacity: named(optional(integer({ example: "30" })), "Plätze", "Kapazität", "Seats"),
  },
  integrity: [{ kind: "onePer", code: "SEVERAL_GROUPS", items: "studentIds", per: "courseId" }],
  studoFlow: { validationPlace: 4 },
});
