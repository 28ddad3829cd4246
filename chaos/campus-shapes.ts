import { type Cell, items, maybe, moment, nothing, text, whole } from "./cell.js";
import type { Random } from "./random.js";
import { columnsOf, type Seat, type Shape } from "./shape.js";

const day = 86_400_000;
const plain = { bulkRoute: null, defaults: {}, spans: [], slugged: false, target: null } as const;
const ofCourse = { column: "courseId", entity: "course" } as const;

/** Some ids that a row may name without their being stored: the global validation warns, and nothing is rejected. */
function some({ random, idOf }: Seat, entity: string): Cell {
  const ids = Array.from({ length: random.whole(0, 3) }, () => idOf(entity, random.whole(1, 200)));
  return items([...new Set(ids)]);
}

function span(random: Random, start: string, end: string): Record<string, Cell> {
  const from = Date.UTC(2027, 2, 1) + random.whole(0, 200) * day;
  return { [start]: moment(random, from), [end]: moment(random, from + random.whole(1, 90) * day) };
}

function name({ n, random }: Seat, what: string): Cell {
  return text(`${what} ${n} ${random.pick(["α", "& more", "<intro>", '"advanced"', "plain"])}`);
}

const user: Shape = {
  ...plain,
  ...{ entity: "user", table: '"user"', required: ["firstName", "lastName"] },
  columns: columnsOf("firstName lastName username studentEmail staffEmail passwordPreHashing", {
    list: "campusManagementRoles",
    password: "passwordOrHash",
  }),
  cells({ n, random }) {
    const secret = random.chance(0.3) ? text(`secret ${n} ${random.whole(1, 1_000_000)}`) : nothing;
    return {
      firstName: text(random.pick(["Ada", "Grace", "Błażej", "José"])),
      lastName: text(`Lovelace ${random.whole(1, 99_999)}`),
      username: maybe(random, () => text(`ada${n}`)),
      studentEmail: maybe(random, () => text(`ada${n}@student.example.com`)),
      staffEmail: maybe(random, () => text(`ada${n}@staff.example.com`), 0.2),
      campusManagementRoles: maybe(random, () => items(["STUDENT", "LECTURER"])),
      passwordOrHash: secret,
      passwordPreHashing: secret === nothing || random.chance(0.5) ? nothing : preHashing(random.whole(1, 1_000_000)),
    };
  },
};

/** Stored as Postgres prints it: shorter names first. */
function preHashing(salt: number): Cell {
  return {
    written: { algorithm: "SHA-256", saltMode: "PREFIX", salt: `salt${salt}` },
    stored: `{"salt": "salt${salt}", "saltMode": "PREFIX", "algorithm": "SHA-256"}`,
  };
}

const organization: Shape = {
  ...plain,
  ...{ entity: "organization", table: "organization", required: ["name"] },
  columns: columnsOf("name parentId type", {}),
  cells: (seat) => ({
    name: name(seat, "Faculty"),
    parentId: maybe(seat.random, () => text(seat.idOf("organization", seat.random.whole(1, 200)))),
    type: maybe(seat.random, () => text("FACULTY")),
  }),
};

const student: Shape = {
  ...plain,
  ...{ entity: "student", table: "student", required: ["userId"] },
  columns: columnsOf("userId matriculationNumber active", { list: "organizationIds" }),
  cells: (seat) => ({
    userId: text(seat.idOf("user", seat.random.whole(1, 300))),
    matriculationNumber: maybe(seat.random, () => text(String(seat.random.whole(1_000_000, 9_999_999)))),
    organizationIds: some(seat, "organization"),
    active: maybe(seat.random, () => {
      const value = seat.random.chance(0.5);
      return { written: seat.random.chance(0.5) ? value : String(value), stored: String(value) };
    }),
  }),
};

const course: Shape = {
  ...plain,
  ...{ entity: "course", table: "course", required: ["name"], spans: [["startDate", "endDate"]] },
  columns: columnsOf("name code organizationId termId", { list: "lecturerIds", instant: "startDate endDate" }),
  cells: (seat) => ({
    name: name(seat, "Algebra"),
    code: maybe(seat.random, () => text(`MAT${seat.n}`)),
    organizationId: maybe(seat.random, () => text(seat.idOf("organization", seat.random.whole(1, 200)))),
    termId: maybe(seat.random, () => text("2027S")),
    lecturerIds: some(seat, "user"),
    ...(seat.random.chance(0.6) ? span(seat.random, "startDate", "endDate") : { startDate: nothing, endDate: nothing }),
  }),
};

const group: Shape = {
  ...plain,
  ...{ entity: "group", table: '"group"', required: ["courseId", "name"], target: ofCourse },
  columns: columnsOf("courseId name capacity", { list: "lecturerIds studentIds" }),
  cells: (seat) => ({
    courseId: text(seat.target()),
    name: name(seat, "Group"),
    lecturerIds: some(seat, "user"),
    studentIds: some(seat, "student"),
    capacity: maybe(seat.random, () => whole(seat.random, 0, 400)),
  }),
};

const event: Shape = {
  ...plain,
  ...{ entity: "event", table: "event", required: ["courseId", "startDate", "endDate"], target: ofCourse },
  spans: [["startDate", "endDate"]],
  columns: columnsOf("courseId title timeZone location room status", {
    list: "groupIds lecturerIds",
    instant: "startDate endDate",
  }),
  cells: (seat) => ({
    courseId: text(seat.target()),
    groupIds: some(seat, "group"),
    title: maybe(seat.random, () => name(seat, "Lecture")),
    ...span(seat.random, "startDate", "endDate"),
    timeZone: maybe(seat.random, () => text("Europe/Vienna")),
    location: maybe(seat.random, () => text("Main building")),
    room: maybe(seat.random, () => text(`HS ${seat.random.whole(1, 9)}`)),
    lecturerIds: some(seat, "user"),
    status: maybe(seat.random, () => text("CONFIRMED")),
  }),
};

const survey: Shape = {
  ...plain,
  ...{ entity: "survey", table: "survey", required: ["courseId", "title", "opensAt", "closesAt"], target: ofCourse },
  spans: [["opensAt", "closesAt"]],
  columns: columnsOf("courseId groupId title", { instant: "opensAt closesAt" }),
  cells: (seat) => ({
    courseId: text(seat.target()),
    groupId: maybe(seat.random, () => text(seat.idOf("group", seat.random.whole(1, 200)))),
    title: name(seat, "Survey"),
    ...span(seat.random, "opensAt", "closesAt"),
  }),
};

/** Contract B's entities. */
export const campusShapes = { user, organization, student, course, group, event, survey } as const;
