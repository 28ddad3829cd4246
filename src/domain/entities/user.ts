import { defineEntity } from "../entity.js";
import { optional } from "../field.js";
import { entityId } from "../fields/entity-id.js";
import { tags } from "../fields/list.js";
import { passwordOrHash, passwordPreHashing } from "../fields/password.js";
import { text } from "../fields/text.js";

/** A person with an account. */
export const user = defineEntity({
  name: "user",
  label: "user",
  fields: {
    id: entityId({ example: "user_1" }),
    firstName: text({ max: 255, example: "Ada" }),
    lastName: text({ max: 255, example: "Lovelace" }),
    username: optional(text({ max: 255, example: "ada" })),
    studentEmail: optional(text({ max: 255, example: "ada@student.example.com" })),
    staffEmail: optional(text({ max: 255, example: "ada@staff.example.com" })),
    campusManagementRoles: optional(tags({ example: "STUDENT;LECTURER" })),
    passwordOrHash: passwordOrHash(),
    passwordPreHashing: passwordPreHashing("passwordOrHash"),
  },
  studoFlow: { validationPlace: 0 },
});
