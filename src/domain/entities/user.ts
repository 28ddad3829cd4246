import { defineEntity } from "../entity.js";
import { named, optional } from "../field.js";
import { entityId } from "../fields/entity-id.js";
import { tags } from "../fields/list.js";
import { passwordOrHash, passwordPreHashing } from "../fields/password.js";
import { text } from "../fields/text.js";

/** A person with an account. */
export const user = defineEntity({
  name: "user",
  label: "user",
  fields: {
    id: named(entityId({ example: "user_1" }), "Benutzer-ID", "Personennummer", "User ID"),
    firstName: named(text({ max: 255, example: "Ada" }), "Vorname", "Given name", "Forename"),
    lastName: named(
      text({ max: 255, example: "Lovelace" }),
      "Nachname",
      "Familienname",
      "Zuname",
      "Surname",
      "Family name",
    ),
    username: named(optional(text({ max: 255, example: "ada" })), "Benutzername", "Login", "User name", "Account"),
    studentEmail: named(
      optional(text({ max: 255, example: "ada@student.example.com" })),
      "Studierenden-E-Mail",
      "Student email",
    ),
    staffEmail: named(
      optional(text({ max: 255, example: "ada@staff.example.com" })),
      "Dienst-E-Mail",
      "Mitarbeiter-E-Mail",
      "Staff email",
    ),
    campusManagementRoles: named(optional(tags({ example: "STUDENT;LECTURER" })), "Rollen", "Roles"),
    passwordOrHash: named(passwordOrHash(), "Passwort", "Kennwort", "Password"),
    passwordPreHashing: passwordPreHashing("passwordOrHash"),
  },
  studoFlow: { validationPlace: 0 },
});
