import type { Folded, Preset, Where } from "./preset.js";

// Source: Canvas, SIS Import Format Documentation, https://canvas.instructure.com/doc/api/file.sis_csv.html.
const deleted: Where = { column: "status", is: ["deleted"] };
const students: Where = { column: "role", is: ["student"] };
const teachers: Where = { column: "role", is: ["teacher", "ta", "designer"] };

const enrolled = (where: Where): Folded => ({
  ...{ file: "enrollments.csv", key: "section_id", item: "user_id" },
  where: [where, { column: "status", is: ["active"] }],
});

const roleWords = new Map([
  ["student", "STUDENT"],
  ["teacher", "LECTURER"],
  ["ta", "LECTURER"],
]);
const roles = { file: "enrollments.csv", key: "user_id", item: "role", where: [{ column: "status", is: ["active"] }] };

/** A full export. Rows are marked as deleted. The members of a section are all listed in enrollments.csv. */
export const canvasSis: Preset = {
  ...{ label: "Canvas SIS", mode: "upsert" },
  files: {
    organizations: {
      ...{ entity: "organization", file: "accounts.csv", deleted },
      columns: {
        id: { column: "account_id" },
        name: { column: "name" },
        parentId: { column: "parent_account_id" },
      },
    },
    users: {
      ...{ entity: "user", file: "users.csv", deleted },
      columns: {
        id: { column: "user_id" },
        firstName: { column: "first_name" },
        lastName: { column: "last_name" },
        username: { column: "login_id" },
        studentEmail: { column: "email", when: { field: "campusManagementRoles", has: "STUDENT" } },
        staffEmail: { column: "email", when: { field: "campusManagementRoles", other: "STUDENT" } },
      },
      lists: {
        campusManagementRoles: { ...roles, values: roleWords },
      },
    },
    students: {
      entity: "student",
      ...{ file: "enrollments.csv", distinct: "user_id", where: [students, { column: "status", is: ["active"] }] },
      columns: { id: { column: "user_id" }, userId: { column: "user_id" } },
    },
    courses: {
      ...{ entity: "course", file: "courses.csv", deleted },
      columns: {
        id: { column: "course_id" },
        name: { column: "long_name" },
        code: { column: "short_name" },
        organizationId: { column: "account_id" },
        termId: { column: "term_id" },
        startDate: { column: "start_date" },
        endDate: { column: "end_date" },
      },
    },
    groups: {
      ...{ entity: "group", file: "sections.csv", deleted },
      columns: {
        id: { column: "section_id" },
        courseId: { column: "course_id" },
        name: { column: "name" },
      },
      lists: { lecturerIds: enrolled(teachers), studentIds: enrolled(students) },
    },
  },
  notTaken: {
    "admins.csv": "Administrators of accounts are not imported.",
    "change_sis_id.csv": "Ids are never changed: a row with another id is another row.",
    "differentiation_tag_sets.csv": "Tags of people are not imported.",
    "group_categories.csv": "Groups within a course are not imported: sections are.",
    "groups.csv": "Groups within a course are not imported: sections are.",
    "groups_membership.csv": "Groups within a course are not imported: sections are.",
    "logins.csv": "Further accounts of a person are not imported.",
    "terms.csv": "There is no entity for terms: courses keep their id.",
    "user_observers.csv": "There is no entity for relations between people.",
    "xlists.csv": "Sections that are held together are not imported as such.",
  },
};
