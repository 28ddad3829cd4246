import type { Field } from "./field.js";
import type { IntegrityRule } from "./integrity-rule.js";

export type Fields = Readonly<Record<string, Field>>;

/** A rule across two fields of a row: `end` is after `start` if both are set. */
export interface OrderRule {
  readonly start: string;
  readonly end: string;
}

/** Where contract A serves the entity: the route below `/content`, and the key of its answer. */
export interface ThoughtIndustriesEdge {
  readonly route: string;
  readonly answerKey: string;
}

/**
 * How contract B serves the entity, at `/import/<name>s`: the index of the list with its findings among the response's
 * six lists; null if no list has them.
 */
export interface StudoFlowEdge {
  readonly validationPlace: number | null;
}

/**
 * A kind of rows that can be imported. Types, checks, header, schemas and SQL are derived from this one declaration.
 */
export interface Entity {
  /**
   * The name in lower camel case. In snake case it is the table's name, and `staged_<table>` is the staging table's.
   */
  readonly name: string;
  /** A name for people: "in-person course group". */
  readonly label: string;
  /** The fields by name. `id` is the key: unique within a tenant, and never changed. */
  readonly fields: Fields;
  readonly order: readonly OrderRule[];
  /** The slug field, and the field that a slug is made from if it is empty at creation. */
  readonly slug: { readonly field: string; readonly from: string } | null;
  /** Rules over stored rows, besides those that references imply. */
  readonly integrity: readonly IntegrityRule[];
  readonly thoughtIndustries: ThoughtIndustriesEdge | null;
  readonly studoFlow: StudoFlowEdge | null;
}

/** A type-checked declaration: it has an `id`, and its rules and slug name its own fields. */
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

/** Returns the field that is stored only as a hash; null if there is none. An entity has at most one. */
export function hashedField({ fields }: Entity): string | null {
  return Object.keys(fields).find((name) => fields[name]?.hashed) ?? null;
}

/** Returns the name of the entity that a field refers to. */
export function referredEntity(entity: Entity, field: string): string {
  const target = entity.fields[field]?.reference?.entity;
  if (target === undefined) throw new Error(`${entity.name}.${field} refers to nothing`);
  return target;
}

/** Whether a field of any entity refers to this entity. */
export function isReferredTo({ name }: Entity, all: readonly Entity[]): boolean {
  return all.some(({ fields }) => Object.values(fields).some(({ reference }) => reference?.entity === name));
}

/**
 * Returns the fields that decide about a new row, and those that the global validation reads. All other fields only
 * have to be valid.
 */
export function decisiveFields({ slug, fields, integrity }: Entity): ReadonlySet<string> {
  const references = Object.keys(fields).filter((name) => fields[name]?.reference);
  const filled = integrity.flatMap((rule) => (rule.kind === "filled" ? [rule.field] : []));
  return new Set(["id", ...(slug ? [slug.field] : []), ...references, ...filled]);
}

/** A field that refers to an entity: the entity it belongs to, and whether it holds one id or several. */
export interface Referring {
  readonly referrer: Entity;
  readonly field: string;
  readonly many: boolean;
}

/** Returns every field that refers to this entity. */
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

/** Returns the name of a list of the entity: the root of its XML, and its route in contract B. */
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

/** A stored row's own columns, with the types that the database returns. */
export type StoredRow<F extends Fields> = {
  [K in keyof F]: F[K] extends Field<unknown, infer Stored, infer Optional>
    ? true extends Optional
      ? Stored | null
      : Stored
    : never;
};
