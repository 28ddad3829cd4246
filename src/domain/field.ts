import type { IssueCode } from "./issue.js";
import type { PlainCheck, PlainMoment } from "./plain/plain-cell.js";

/** Why a cell was refused. The message never holds the value: it may be a secret, and it is stored beside it. */
export class Fault {
  constructor(
    readonly code: IssueCode,
    readonly message: string,
    readonly hint: string,
  ) {}
}

export type JsonSchema = Readonly<Record<string, unknown>>;

/** The Postgres type of a column, as the registry test compares it with the tables. */
export type ColumnType = "text" | "text[]" | "integer" | "boolean" | "timestamp with time zone" | "jsonb";

/**
 * Where a field points, with one id or several: an entity's name, and what a missing target does to the row
 * (section D 7): the row is rejected, or the global validation warns.
 */
export interface Reference {
  readonly entity: string;
  readonly onMissing: "reject" | "warn";
}

/**
 * One column of an entity. `Value` is what a parsed record shows (JSON), `Stored` what the table gives back; both
 * are nullable in an optional field.
 */
export interface Field<Value = unknown, Stored = unknown, Optional extends boolean = boolean> {
  readonly columnType: ColumnType;
  readonly required: boolean;
  readonly secret: boolean;
  /** The default at creation, in Postgres's text form; an empty cell keeps the stored value on update. */
  readonly defaultText: string | null;
  readonly schema: JsonSchema;
  readonly example: string;
  /** Other names that columns of the field have, German and English. */
  readonly aliases: readonly string[];
  readonly reference: Reference | null;
  /** White space around the text belongs to it. */
  readonly keepsSpaces: boolean;
  /** Kept only as a hash; what tells whether it changed lies in a column of its own (section D 11). */
  readonly hashed: boolean;
  /** The hashed field that this one explains: kept with it where a row brings none, replaced with it. */
  readonly explains: string | null;
  /** A cell that is not empty, to its value; null where it holds none; never throws. */
  parse(text: string): Value | null | Fault;
  /** The entries of a list, where the column holds a list; null where none is left. */
  readonly parseItems?: (items: readonly string[]) => Value | null | Fault;
  /** A value in Postgres's text form. */
  toText(value: Value): string;
  /** What may be wrong with a good value, given in that form: a warning, and the row is imported. */
  readonly warning?: (text: string) => Fault | null;
  /** Accepts most good cells by their bytes alone; without it every cell is parsed. */
  readonly plain?: PlainCheck;
  readonly plainMoment?: PlainMoment;
  /** Type carriers, never set. */
  readonly storedType?: Stored;
  readonly optionalType?: Optional;
}

type FieldCore<Value> = Pick<Field<Value>, "columnType" | "schema" | "example" | "parse" | "toText"> &
  Partial<Pick<Field<Value>, "keepsSpaces" | "reference" | "parseItems" | "warning" | "plain" | "plainMoment">>;

/** A required field from its core; the modifiers below make it anything else. */
export function defineField<Value, Stored>(core: FieldCore<Value>): Field<Value, Stored, false> {
  const plain = {
    keepsSpaces: false,
    aliases: [],
    secret: false,
    defaultText: null,
    reference: null,
    hashed: false,
    explains: null,
  };
  return { required: true, ...plain, ...core };
}

/** The field under other names, too. */
export function named<F extends Field>(field: F, ...aliases: string[]): F {
  return { ...field, aliases };
}

/** An empty cell clears the field. */
export function optional<Value, Stored>(field: Field<Value, Stored>): Field<Value, Stored, true> {
  return { ...carried(field), required: false };
}

/** An empty cell means the default at creation, and the stored value on update. */
export function withDefault<Value, Stored>(field: Field<Value, Stored>, value: Value): Field<Value, Stored, false> {
  return { ...carried(field), required: false, defaultText: field.toText(value) };
}

/** Masked in every response, log, message and payload (section D 11). */
export function secret<Value, Stored, Optional extends boolean>(
  field: Field<Value, Stored, Optional>,
): Field<Value, Stored, Optional> {
  return { ...field, secret: true };
}

/** A secret that is stored only as a hash; a row without it keeps the stored one, so it is never required. */
export function hashed<Value, Stored>(field: Field<Value, Stored>): Field<Value, Stored, true> {
  return { ...optional(secret(field)), hashed: true };
}

/** What a hashed field's value needs to be understood, and as secret. */
export function explaining<Value, Stored>(name: string, field: Field<Value, Stored>): Field<Value, Stored, true> {
  return { ...optional(secret(field)), explains: name };
}

/** The column that tells whether a hashed field's value changed. */
export function fingerprintColumn(name: string): string {
  return `${name}Fingerprint`;
}

function carried<Value, Stored>(field: Field<Value, Stored>): Omit<Field<Value, Stored>, "optionalType"> {
  const { optionalType: _carrier, ...rest } = field;
  return rest;
}
