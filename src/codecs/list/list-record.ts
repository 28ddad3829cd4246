import { deleteMark, isMarked } from "../../domain/delete-mark.js";
import { isSecretName } from "../../domain/entities/index.js";
import type { Entity } from "../../domain/entity.js";
import { Fault, type Field } from "../../domain/field.js";
import { secretMask } from "../../domain/issue.js";
import { isStorable, parseListValue, readListValue, storable } from "../../domain/list-value.js";
import { type CellReader, cellReader } from "../../domain/mapping/cell-mapping.js";
import type { RowLayout, RowReader } from "../../domain/row-check.js";
import type { PlacedRecord } from "../codec.js";
import { setOwn } from "./set-own.js";

export type ListObject = Readonly<Record<string, unknown>>;

/** An element of a list; `line` is its 1-based index. */
export interface ListRecord extends PlacedRecord {
  /** Null if the element is not an object. */
  readonly value: ListObject | null;
  /** The reason that the element cannot be read; null if it can. */
  readonly fault: { readonly fault: Fault; readonly column: string | null } | null;
  /** Returns the value for display. A number that `value` can only hold rounded is a text. */
  asWritten(): ListObject | null;
}

export const notAnObject = new Fault(
  "NOT_AN_OBJECT",
  "The element is not an object.",
  "Give every entity as an object with its properties.",
);

export function isListObject(value: unknown): value is ListObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function objectOrNull(value: unknown): ListObject | null {
  return isListObject(value) ? value : null;
}

/** Returns a property of the object itself. Inherited properties such as `constructor` are not data. */
export function ownProperty(object: ListObject | null, name: string): unknown {
  return object !== null && Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Returns a reader through which the row check reads properties as columns. */
export function listRowReader({ mapping }: Pick<RowLayout, "mapping">): RowReader<ListRecord> {
  const meaning = cellReader(mapping);
  return {
    fault: ({ fault }) => fault,
    key({ value }) {
      const key = ownProperty(value, "id");
      return typeof key === "string" && isStorable(key) ? key : null;
    },
    read({ value }, { name, field }) {
      const meant = meantValue(meaning, name, field, ownProperty(value, name));
      return meant instanceof Fault ? meant : readListValue(field, meant);
    },
    deletes({ value }) {
      const mark = meantValue(meaning, deleteMark, { columnType: "boolean" }, ownProperty(value, deleteMark));
      if (mark instanceof Fault || typeof mark === "boolean") return mark;
      if (mark === null || mark === undefined) return false;
      return isMarked(typeof mark === "string" ? mark : JSON.stringify(mark));
    },
    raw({ value }, { name }) {
      const raw = ownProperty(value, name);
      return typeof raw === "string" ? raw : null;
    },
    shown(record, { name }) {
      const value = ownProperty(record.asWritten(), name);
      if (typeof value === "string") return storable(value);
      return value === undefined ? null : JSON.stringify(value);
    },
  };
}

/** Applies a mapping to a property that is a text or has no value; returns any other value unchanged. */
function meantValue(meaning: CellReader, name: string, field: Pick<Field, "columnType">, value: unknown): unknown {
  if (field.columnType === "text[]") return meantEntries(meaning, name, field, value);
  if (typeof value === "string") return meaning(name, field, value);
  return value === undefined || value === null ? meaning(name, field, "") : value;
}

/** Applies a mapping to each entry of a list that is a text. One entry may become several. */
function meantEntries(meaning: CellReader, name: string, field: Pick<Field, "columnType">, value: unknown): unknown {
  if (value !== undefined && value !== null && value !== "" && !Array.isArray(value)) return value;
  const entries: unknown[] = Array.isArray(value) ? value.filter((entry) => !isBlank(entry)) : [];
  if (entries.length > 0) {
    return entries.flatMap((entry) => {
      const meant = typeof entry === "string" ? meaning(name, field, entry) : entry;
      return typeof meant === "string" && meant !== entry ? meant.split(";") : [meant];
    });
  }
  const constant = meaning(name, field, "");
  return constant === "" || constant instanceof Fault ? value : constant.split(";");
}

function isBlank(entry: unknown): boolean {
  return typeof entry === "string" && entry.trim() === "";
}

/** Returns a valid record as `validRows` shows it: every field parsed, secrets masked, null for an absent value. */
export function parsedListRecord(
  entity: Entity,
  layout: Pick<RowLayout, "mapping">,
  record: ListRecord,
): Record<string, unknown> {
  const { value } = record;
  const { mapping } = layout;
  const meaning = cellReader(mapping);
  const entries = Object.entries(entity.fields).map(([name, field]): [string, unknown] => {
    const meant = meantValue(meaning, name, field, ownProperty(value, name));
    const parsed = meant instanceof Fault ? meant : parseListValue(field, meant);
    if (parsed === null || parsed instanceof Fault) return [name, null];
    return [name, field.secret ? secretMask : parsed];
  });
  const isDeletion = listRowReader(layout).deletes(record) === true;
  return { ...Object.fromEntries(entries), ...(isDeletion && { [deleteMark]: true }) };
}

/**
 * Returns an invalid record as it is in the file. A property with the name of any entity's secret is masked, at any
 * depth and in any case: a misspelled or misplaced secret is no less secret. An element that is not an object has no
 * names to recognize secrets by, so nothing of it is shown.
 */
export function rawListRecord(record: ListRecord): Record<string, unknown> {
  return masked(record.asWritten() ?? {});
}

/** Returns a property as a CSV cell: entries separated by `;`, an absent value as an empty text. */
export function listCell(record: ListRecord, name: string): string {
  const value = ownProperty(record.asWritten(), name);
  const text = (item: unknown) => (typeof item === "string" ? storable(item) : JSON.stringify(item));
  if (value === undefined || value === null) return "";
  return Array.isArray(value) ? value.map(text).join(";") : text(value);
}

function masked(object: ListObject): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  // Iterates over keys: `Object.entries` takes twice as long for a record of 100,000 names.
  for (const name of Object.keys(object)) {
    const value = object[name];
    const isAbsent = value === null || value === "";
    setOwn(shown, name, !isAbsent && isSecretName(name) ? secretMask : maskedValue(value));
  }
  return shown;
}

function maskedValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => maskedValue(item));
  return isListObject(value) ? masked(value) : value;
}
