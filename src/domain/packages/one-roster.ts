import type { DerivedFile, Folded, Preset, Where } from "./preset.js";
import { courseColumns, groupColumns, organizationColumns, personColumns, studentColumns } from "./roster-columns.js";

// Source: 1EdTech OneRoster CSV Tables 1.1 and 1.2, https://www.imsglobal.org/spec/oneroster/v1p2.
const deleted: Where = { column: "status", is: ["tobedeleted"] };
const active: Where = { column: "status", is: ["", "active"] };
const students: Where = { column: "role", is: ["student"] };
const teachers: Where = { column: "role", is: ["teacher", "aide", "proctor"] };

const roleWords = new Map([
  ["student", "STUDENT"],
  ["teacher", "LECTURER"],
  ["aide", "LECTURER"],
  ["administrator", "ADMIN"],
]);

const organizations: DerivedFile = {
  ...{ entity: "organization", file: "orgs.csv", deleted },
  columns: organizationColumns,
};

const courses: DerivedFile = {
  ...{ entity: "course", file: "courses.csv", deleted },
  columns: courseColumns("courseCode"),
};

const enrolled = (where: Where): Folded => ({
  ...{ file: "enrollments.csv", key: "classSourcedId", item: "userSourcedId" },
  where: [where, active],
});

const groups: DerivedFile = {
  ...{ entity: "group", file: "classes.csv", deleted },
  columns: groupColumns,
  lists: { lecturerIds: enrolled(teachers), studentIds: enrolled(students) },
};

const notTaken = {
  "academicSessions.csv": "There is no entity for terms: courses keep the id of their school year.",
  "categories.csv": "Grades are not imported.",
  "demographics.csv": "What it says of people is not imported.",
  "lineItems.csv": "Grades are not imported.",
  "results.csv": "Grades are not imported.",
  "resources.csv": "Learning materials are not imported.",
  "classResources.csv": "Learning materials are not imported.",
  "courseResources.csv": "Learning materials are not imported.",
  "userProfiles.csv": "Accounts of other systems are not imported.",
  "userResources.csv": "Learning materials are not imported.",
};

export const oneRoster11: Preset = {
  ...{ label: "OneRoster 1.1", mode: "snapshot", manifest: "manifest.csv", notTaken },
  files: {
    organizations,
    users: {
      ...{ entity: "user", file: "users.csv", deleted },
      columns: { campusManagementRoles: { column: "role", values: roleWords }, ...personColumns },
    },
    students: {
      ...{ entity: "student", file: "users.csv", where: [students], deleted },
      columns: {
        id: { column: "sourcedId" },
        userId: { column: "sourcedId" },
        organizationIds: { column: "orgSourcedIds", split: "," },
      },
    },
    ...{ courses, groups },
  },
};

const roles = (item: string, where: readonly Where[]): Folded => ({
  ...{ file: "roles.csv", key: "userSourcedId", item },
  where: [active, ...where],
});

export const oneRoster12: Preset = {
  ...{ label: "OneRoster 1.2", mode: "snapshot", manifest: "manifest.csv", notTaken },
  files: {
    organizations,
    users: {
      ...{ entity: "user", file: "users.csv", deleted, columns: personColumns },
      lists: { campusManagementRoles: { ...roles("role", []), values: roleWords } },
    },
    students: {
      ...{ entity: "student", file: "roles.csv", distinct: "userSourcedId", where: [students, active] },
      columns: studentColumns,
      lists: { organizationIds: roles("orgSourcedId", [students]) },
    },
    ...{ courses, groups },
  },
};
