import type { Folded, Preset, Where } from "./preset.js";
import { courseColumns, groupColumns, organizationColumns, personColumns, studentColumns } from "./roster-columns.js";

// Source: Microsoft School Data Sync, CSV format V2.1,
// https://learn.microsoft.com/schooldatasync/sds-v2.1-csv-file-format.
const students: Where = { column: "role", is: ["student"] };
const teachers: Where = {
  column: "role",
  is: ["teacher", "lecturer", "professor", "faculty", "instructor", "adjunct"],
};
const roleWords = new Map([["student", "STUDENT"], ...teachers.is.map((role): [string, string] => [role, "LECTURER"])]);

const roles = (item: string, where: readonly Where[]): Folded => ({
  ...{ file: "roles.csv", key: "userSourcedId", item, where },
});
const enrolled = (where: Where): Folded => ({
  ...{ file: "enrollments.csv", key: "classSourcedId", item: "userSourcedId", where: [where] },
});

/** Rows that a file no longer has are deleted, because the format cannot mark rows for deletion. */
export const sds21: Preset = {
  ...{ label: "School Data Sync 2.1", mode: "snapshot" },
  files: {
    organizations: { entity: "organization", file: "orgs.csv", columns: organizationColumns },
    users: {
      ...{ entity: "user", file: "users.csv", columns: personColumns },
      lists: { campusManagementRoles: { ...roles("role", []), values: roleWords } },
    },
    students: {
      ...{ entity: "student", file: "roles.csv", distinct: "userSourcedId", where: [students] },
      columns: studentColumns,
      lists: { organizationIds: roles("orgSourcedId", [students]) },
    },
    courses: { entity: "course", file: "courses.csv", columns: courseColumns("code") },
    groups: {
      ...{ entity: "group", file: "classes.csv", columns: groupColumns },
      lists: { lecturerIds: enrolled(teachers), studentIds: enrolled(students) },
    },
  },
  notTaken: {
    "academicSessions.csv": "There is no entity for terms: courses keep the id of their school year.",
    "demographics.csv": "What it says of people is not imported.",
    "relationships.csv": "There is no entity for relations between people.",
    "userFlags.csv": "What it says of people is not imported.",
  },
};
