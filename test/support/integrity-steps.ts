import fc from "fast-check";

/** Small pools of ids, so that rows meet: lists, references and cycles come about by themselves. */
const pools = { user: 3, organization: 4, student: 3, course: 2, group: 4, event: 2, survey: 2 } as const;
export type StepEntity = keyof typeof pools;
/** Most rules are about these. */
const busiest = ["organization", "organization", "group", "group", "course"] as const;

const id = (entity: StepEntity) => fc.integer({ min: 1, max: pools[entity] }).map((n) => `${entity}_${n}`);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 6 });
const ids = (entity: StepEntity) => maybe(fc.array(id(entity), { maxLength: 3 }));
const word = fc.constantFrom("a", "b");
const start = fc.constantFrom("2027-01-01T08:00:00Z", "2027-01-02T08:00:00Z");
const end = fc.constantFrom("2027-01-01T10:00:00Z", "2027-01-03T10:00:00Z");

const rows: Record<StepEntity, fc.Arbitrary<Record<string, unknown>>> = {
  user: fc.record({ id: id("user"), firstName: word, lastName: maybe(word) }),
  organization: fc.record({ id: id("organization"), name: word, parentId: maybe(id("organization")) }),
  student: fc.record({ id: id("student"), userId: maybe(id("user")), organizationIds: ids("organization") }),
  course: fc.record({
    id: id("course"),
    name: word,
    organizationId: maybe(id("organization")),
    lecturerIds: ids("user"),
  }),
  group: fc.record({
    id: id("group"),
    courseId: id("course"),
    name: word,
    lecturerIds: ids("user"),
    studentIds: ids("student"),
  }),
  event: fc.record({
    id: id("event"),
    courseId: id("course"),
    groupIds: ids("group"),
    lecturerIds: ids("user"),
    startDate: start,
    endDate: end,
  }),
  survey: fc.record({
    id: id("survey"),
    courseId: id("course"),
    groupId: maybe(id("group")),
    title: word,
    opensAt: start,
    closesAt: end,
  }),
};

export type Step =
  | {
      readonly kind: "list";
      readonly entity: StepEntity;
      readonly rows: readonly Record<string, unknown>[];
      readonly mode: "upsert" | "create" | "update" | "snapshot";
      readonly onInvalid: "skip" | "abort";
      readonly dryRunFirst: boolean;
    }
  | {
      readonly kind: "csv";
      readonly entity: StepEntity;
      readonly rows: readonly Record<string, unknown>[];
      readonly leftOut: readonly string[];
    }
  | { readonly kind: "erase"; readonly entity: StepEntity; readonly id: string }
  /** The undo of an import so many before the last. */
  | { readonly kind: "undo"; readonly back: number };

/** One thing that happens to the store: a list, a CSV that leaves columns out, an erasure, or an undo. */
export const step: fc.Arbitrary<Step> = fc
  .constantFrom(...(Object.keys(pools) as StepEntity[]), ...busiest)
  .chain((entity) => {
    const some = fc.array(rows[entity], { minLength: 1, maxLength: 5 });
    return fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          kind: fc.constant("list" as const),
          entity: fc.constant(entity),
          rows: some,
          mode: fc.constantFrom(
            ...(["upsert", "upsert", "upsert"] as const),
            ...(["create", "update", "snapshot", "snapshot"] as const),
          ),
          onInvalid: fc.constantFrom("skip" as const, "skip" as const, "abort" as const),
          dryRunFirst: fc.boolean(),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant("csv" as const),
          entity: fc.constant(entity),
          rows: some,
          leftOut: fc.subarray(["lecturerIds", "studentIds", "organizationIds", "parentId", "groupIds"]),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant("erase" as const), entity: fc.constant(entity), id: id(entity) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant("undo" as const), back: fc.constantFrom(0, 0, 0, 1, 3) }),
      },
    );
  });
