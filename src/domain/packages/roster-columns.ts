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

/** @param code the name of the column with the course code that people use */
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

/** The columns of a student, in a file with a row for each role of a person. */
export const studentColumns: Columns = { id: { column: "userSourcedId" }, userId: { column: "userSourcedId" } };
