/**
 * The findings of the global validation (section D 8): the meaning of each, and the phrase for several rows in a
 * message. References are checked by their own declaration; the other rules are declared with an entity.
 */
export const findingCodes = {
  MISSING_REFERENCE: {
    meaning: "The row refers to something that is not stored.",
    phrase: (role: string) => `have no corresponding ${role} object`,
  },
  NO_LECTURER: { meaning: "The course has no lecturer.", phrase: () => "have no lecturer" },
  NO_GROUP: { meaning: "The course has no group.", phrase: () => "have no group" },
  SEVERAL_GROUPS: {
    meaning: "The student is in more than one group of a course.",
    phrase: () => "are in more than one group of a course",
  },
  PARENT_CYCLE: { meaning: "The organization is its own ancestor.", phrase: () => "are their own ancestors" },
} as const satisfies Record<string, { meaning: string; phrase(role: string): string }>;

export type FindingCode = keyof typeof findingCodes;

/** A rule over stored rows that an entity declares beside its fields. */
export type IntegrityRule =
  /** The list `field` has an entry. */
  | { readonly kind: "filled"; readonly code: FindingCode; readonly field: string }
  /** A row of the entity `by` refers to this row with its `field`. */
  | { readonly kind: "referredTo"; readonly code: FindingCode; readonly by: string; readonly field: string }
  /** An id is in the list `items` of at most one row per value of `per`. The finding is about the row with that id. */
  | { readonly kind: "onePer"; readonly code: FindingCode; readonly items: string; readonly per: string }
  /** Following `field`, which refers to the same entity, never forms a cycle. */
  | { readonly kind: "acyclic"; readonly code: FindingCode; readonly field: string };
