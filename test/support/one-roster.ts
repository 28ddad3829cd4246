import { zipFile } from "./zip-file.js";

export interface Roster {
  readonly schools: number;
  readonly people: number;
  readonly courses: number;
  readonly classes: number;
  /** Enrollments of each student. */
  readonly pairs: number;
}

/** What is different in the next night: ids by a number, and whether it is in the part that changes or is gone. */
export interface RosterChange {
  readonly isChanged?: (at: number) => boolean;
  readonly isGone?: (at: number) => boolean;
}

const none = { isChanged: () => false, isGone: () => false };

/** The tables of a OneRoster 1.1 export: every twentieth person is a teacher, the others are students. */
export function oneRosterFiles(roster: Roster, change: RosterChange = {}): Record<string, string> {
  const { isChanged, isGone } = { ...none, ...change };
  const { schools, people, courses, classes, pairs } = roster;
  const isTeacher = (at: number) => at % 20 === 0;
  const tables = {
    "orgs.csv": lines("sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId", schools, (at) =>
      at === 0 ? "org-0,,,District,district,0," : `org-${at},,,School ${at},school,${at},org-0`,
    ),
    "users.csv": lines(
      "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password",
      people,
      (at) =>
        isGone(at)
          ? null
          : `user-${at},,,true,"org-${at % schools},org-0",${isTeacher(at) ? "teacher" : "student"},login${at},,Given${at},${isChanged(at) ? "Changed" : "Family"}${at},,${at},person${at}@example.org,,,,,`,
    ),
    "courses.csv": lines(
      "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes",
      courses,
      (at) => `course-${at},,,2027,Course ${at},C${at},,org-${at % schools},,`,
    ),
    "classes.csv": lines(
      "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods",
      classes,
      (at) => `class-${at},,,Class ${at},,course-${at % courses},,scheduled,,org-${at % schools},,,,`,
    ),
    "enrollments.csv": lines(
      "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate",
      people * pairs,
      (no) => {
        const [at, pair] = [Math.floor(no / pairs), no % pairs];
        if (isGone(at)) return null;
        const role = isTeacher(at) ? "teacher" : "student";
        return `e-${no},,,class-${(at + pair * 7) % classes},org-${at % schools},user-${at},${role},false,,`;
      },
    ),
    "academicSessions.csv":
      "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear\n",
    "demographics.csv": "sourcedId,status,dateLastModified\n",
  };
  return { "manifest.csv": manifest(tables), ...tables };
}

/** @param extent of all files, or of single ones */
export function manifest(files: Record<string, string>, extent: Record<string, string> = {}): string {
  const names = Object.keys(files).map((name) => name.replace(".csv", ""));
  const said = names.map((name) => `file.${name},${extent[name] ?? "bulk"}\n`);
  return `propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\n${said.join("")}source.systemName,a test\n`;
}

export function zipped(files: Record<string, string>): Uint8Array<ArrayBuffer> {
  return zipFile(Object.entries(files).map(([name, content]) => ({ name, content })));
}

function lines(header: string, count: number, line: (at: number) => string | null): string {
  const made = [header];
  for (let at = 0; at < count; at++) {
    const text = line(at);
    if (text !== null) made.push(text);
  }
  return `${made.join("\n")}\n`;
}
