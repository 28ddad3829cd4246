import type { IssueCode } from "./issue.js";
import type { PlainCheck, PlainMoment } from "./plain/plain-cell.js";

/**
 * Why a cell was refused. The message never contains the value: the value may be a secret, and the message is stored
 * with it.
 */
export class Fault {
  constructor(
    readonly code: IssueCode,
    readonly message: string,
    readonly hint: string,
  ) {}
}

export type JsonSchema = Readonly<Record<string, unknown>>;

/** The Postgres type of a column. The registry test compares it with the tables. */
export type ColumnType = "text" | "text[]" | "integer" | "boolean" | "timestamp with time zone" | "jsonb";

/**
 * A foreign key of a field, with one id or several: the entity, and the effect of a missing target (section D 7).
 * Either the row is rejected, or the global validation warns.
 */
export interface Reference {
  readonly entity: string;
  readonly onMissing: "reject" | "warn";
}

/**
 * One column of an entity. `Value` is its type in a parsed record (JSON), `Stored` its type as the database returns it.
 * In an optional field both are nullable.
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
  /** Whether white space around the text is part of the value. */
  readonly keepsSpaces: boolean;
  /**
   * Whether the value is stored only as a hash. The fingerprint that shows whether it changed has a column of its own
   * (section D 11).
   */
  readonly hashed: boolean;
  /**
   * The hashed field that this field explains. It is kept if a row has no value for the hashed field, and replaced
   * together with it.
   */
  readonly explains: string | null;
  /** Parses a cell that is not empty; null if it holds no value. Never throws. */
  parse(text: string): Value | null | Fault;
  /** Parses the entries of a list, if the column holds a list; null if no entry is left. */
  readonly parseItems?: (items: readonly string[]) => Value | null | Fault;
  /** Returns a value in Postgres's text form. */
  toText(value: Value): string;
  /** Returns a warning about a valid value in Postgres's text form; null if there is none. The row is imported. */
  readonly warning?: (text: string) => Fault | null;
  /** Accepts most valid cells by their bytes alone. Without this check every cell is parsed. */
  readonly plain?: PlainCheck;
  readonly plainMoment?: PlainMoment;
  /** Never set: these properties only carry types. */
  readonly storedType?: Stored;
  readonly optionalType?: Optional;
}

type FieldCore<Value> = Pick<Field<Value>, "columnType" | "schema" | "example" | "parse" | "toText"> &
  Partial<Pick<Field<Value>, "keepsSpaces" | "reference" | "parseItems" | "warning" | "plain" | "plainMoment">>;

/** Returns a required field. The functions below change single properties of a field. */
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

/** Adds aliases to a field. */
export function named<F extends Field>(field: F, ...aliases: string[]): F {
  return { ...field, aliases };
}

/** Makes a field optional: an empty cell clears it. */
export function optional<Value, Stored>(field: Field<Value, Stored>): Field<Value, Stored, true> {
  return { ...carried(field), required: false };
}

/** Gives a field a default. An empty cell means the default at creation, and the stored value on update. */
export function withDefault<Value, Stored>(field: Field<Value, Stored>, value: Value): Field<Value, Stored, false> {
  return { ...carried(field), required: false, defaultText: field.toText(value) };
}

/** Makes a field a secret: masked in every response, log, message and payload (section D 11). */
export function secret<Value, Stored, Optional extends boolean>(
  field: Field<Value, Stored, Optional>,
): Field<Value, Stored, Optional> {
  return { ...field, secret: true };
}

/**
 * Makes a field a secret that is stored only as a hash. A row without a value keeps the stored hash, so the field is
 * never required.
 */
export function hashed<Value, Stored>(field: Field<Value, Stored>): Field<Value, Stored, true> {
  return { ...optional(secret(field)), hashed: true };
}

/** Makes a field explain a hashed field, such as how its value was hashed. It is a secret too. */
export function explaining<Value, Stored>(name: string, field: Field<Value, Stored>): Field<Value, Stored, true> {
  return { ...optional(secret(field)), explains: name };
}

/** Returns the name of the column with the fingerprints, which show whether a hashed field's value changed. */
export function fingerprintColumn(name: string): string {
  return `${name}Fingerprint`;
}

function carried<Value, Stored>(field: Field<Value, Stored>): Omit<Field<Value, Stored>, "optionalType"> {
  const { optionalType: _carrier, ...rest } = field;
  return rest;
}
