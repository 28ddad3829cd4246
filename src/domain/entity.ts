import type { Field } from "./field.js";
import type { IntegrityRule } from "./integrity-rule.js";

export type Fields = Readonly<Record<string, Field>>;

/** A rule across two fields of one row: `end` lies after `start` wherever both are set. */
export interface OrderRule {
  readonly start: string;
  readonly end: string;
}

/** Where contract A serves the entity: the route below `/content`, and the key of its answer. */
export interface ThoughtIndustriesEdge {
  readonly route: string;
  readonly answerKey: string;
}

/** How contract B serves the entity, at `/import/<name>s`: which of the answer's six lists has its findings, if any. */
export interface StudoFlowEdge {
  readonly validationPlace: number | null;
}

/** What can be imported: one declaration, from which types, checks, header, schemas and SQL are taken. */
export interface Entity {
  /** Lower camel case; with underscores it is the table's name, and `staged_<table>` the staging table's. */
  readonly name: string;
  /** For people: "in-person course group". */
  readonly label: string;
  /** Its `id` is the key: unique within a tenant, and never changed. */
  readonly fields: Fields;
  readonly order: readonly OrderRule[];
  /** The slug and the title it is made from when it is empty at creation. */
  readonly slug: { readonly field: string; readonly from: string } | null;
  /** Rules over stored rows, besides those that references imply. */
  readonly integrity: readonly IntegrityRule[];
  readonly thoughtIndustries: ThoughtIndustriesEdge | null;
  readonly studoFlow: StudoFlowEdge | null;
}

/** A declaration, checked: it has an `id`, and rules and slug name fields of their own entity. */
export interface Declaration<Name extends string, F extends Fields & { readonly id: Field }> {
  readonly name: Name;
  readonly label: string;
  readonly fields: F;
  readonly order?: readonly { readonly start: keyof F & string; readonly end: keyof F & string }[];
  readonly slug?: { readonly field: keyof F & string; readonly from: keyof F & string };
  readonly integrity?: readonly IntegrityRule[];
  readonly thoughtIndustries?: ThoughtIndustriesEdge;
  readonly studoFlow?: StudoFlowEdge;
}

export function defineEntity<const Name extends string, F extends Fields & { readonly id: Field }>(
  declaration: Declaration<Name, F>,
) {
  return { order: [], slug: null, integrity: [], thoughtIndustries: null, studoFlow: null, ...declaration };
}

/** The field that is stored only hashed; entities have one at most, most of them none. */
export function hashedField({ fields }: Entity): string | null {
  return Object.keys(fields).find((name) => fields[name]?.hashed) ?? null;
}

/** The entity that a field refers to. */
export function referredEntity(entity: Entity, field: string): string {
  const target = entity.fields[field]?.reference?.entity;
  if (target === undefined) throw new Error(`${entity.name}.${field} refers to nothing`);
  return target;
}

/** Whether a field of any of the entities refers to this one. */
export function isReferredTo({ name }: Entity, all: readonly Entity[]): boolean {
  return all.some(({ fields }) => Object.values(fields).some(({ reference }) => reference?.entity === name));
}

/** The fields that decisions about a new row look at, and the global validation: the others only have to be valid. */
export function decisiveFields({ slug, fields, integrity }: Entity): ReadonlySet<string> {
  const references = Object.keys(fields).filter((name) => fields[name]?.reference);
  const filled = integrity.flatMap((rule) => (rule.kind === "filled" ? [rule.field] : []));
  return new Set(["id", ...(slug ? [slug.field] : []), ...references, ...filled]);
}

/** A field that refers to an entity: whose it is, and whether it holds one id or many. */
export interface Referring {
  readonly referrer: Entity;
  readonly field: string;
  readonly many: boolean;
}

/** Every field of the entities that refers to this one. */
export function referencesTo(
  { name }: Pick<Entity, "name">,
  all: readonly Entity[],
): (Referring & Pick<Field, "required" | "reference">)[] {
  return all.flatMap((referrer) =>
    Object.entries(referrer.fields).flatMap(([field, { reference, parseItems, required }]) =>
      reference?.entity === name ? [{ referrer, field, many: parseItems !== undefined, required, reference }] : [],
    ),
  );
}

/** The name of a list of the entity: the root of its XML, and its route in contract B. */
export function listName({ name }: Pick<Entity, "name">): string {
  return `${name}s`;
}

/** A parsed record, as `validRows` and the JSON Schema show it. */
export type RecordOf<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Field<infer Value, unknown, infer Optional>
    ? true extends Optional
      ? Value | null
      : Value
    : never;
};

/** A stored row's own columns, as the database gives them back. */
export type StoredRow<F extends Fields> = {
  [K in keyof F]: F[K] extends Field<unknown, infer Stored, infer Optional>
    ? true extends Optional
      ? Stored | null
      : Stored
    : never;
};
