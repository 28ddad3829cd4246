import { defineEntity } from "../entity.js";
import { optional } from "../field.js";
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
    id: entityId({ example: "group_1" }),
    courseId: reference("course", { example: "course_1" }),
    name: text({ max: 500, example: "Group A" }),
    lecturerIds: optional(references("user", { example: "user_1" })),
    studentIds: optional(references("student", { example: "student_1;student_2" })),
    capacity: optional(integer({ example: "30" })),
  },
  integrity: [{ kind: "onePer", code: "SEVERAL_GROUPS", items: "studentIds", per: "courseId" }],
  studoFlow: { validationPlace: 4 },
});
