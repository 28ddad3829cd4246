import type { FromColumn } from "./preset.js";

type Columns = Readonly<Record<string, FromColumn>>;

// School Data Sync took these columns over from OneRoster.
export const organizationColumns: Columns = {
  id: { column: "sourcedId" },
  name: { column: "name" },
  type: { column: "type" },
  parentId: { column: "parentSourcedId" },
};

export const personColumns: Columns = {
  id: { column: "sourcedId" },
  firstName: { column: "givenName" },
  lastName: { column: "familyName" },
  username: { column: "username" },
  studentEmail: { column: "email", when: { field: "campusManagementRoles", has: "STUDENT" } },
  staffEmail: { column: "email", when: { field: "campusManagementRoles", other: "STUDENT" } },
};

/** @param code the column of the code that people know a course by */
export function courseColumns(code: string): Columns {
  return {
    id: { column: "sourcedId" },
    name: { column: "title" },
    code: { column: code },
    organizationId: { column: "orgSourcedId" },
    termId: { column: "schoolYearSourcedId" },
  };
}

export const groupColumns: Columns = {
  id: { column: "sourcedId" },
  courseId: { column: "courseSourcedId" },
  name: { column: "title" },
};

/** Of a student in a file with a row for each of a person's roles. */
export const studentColumns: Columns = { id: { column: "userSourcedId" }, userId: { column: "userSourcedId" } };
