import { courseGroupInPersonEvent } from "../../src/domain/entities/course-group-in-person-event.js";
import type { Field } from "../../src/domain/field.js";

/** The statements that an expert of Postgres would write for this file; column names are the file's. */

export const expertTable = "expert_event";
const staging = "expert_staging";
const key = "id";
const fields: readonly (readonly [string, Field])[] = Object.entries(courseGroupInPersonEvent.fields);
const quoted = (name: string) => `"${name}"`;

export const createTable = `create table ${expertTable} (${fields.map(columnDefinition).join(", ")});`;

/** A staging table of text columns only, which COPY fills and which need not survive a crash. */
export const createStaging = `drop table if exists ${staging};
create unlogged table ${staging} (${fields.map(([name]) => `${quoted(name)} text`).join(", ")});`;

/** COPY's target and options; the source stands between them. */
export const copyTarget = `copy ${staging} from`;
export const copyOptions = "with (format csv, header)";

/**
 * One statement for all rows. Which stored rows it rewrites is the caller's choice: all of them, or those that differ.
 */
export function upsert(rewrites: "every row" | "rows that differ"): string {
  const others = fields.map(([name]) => name).filter((name) => name !== key);
  const condition = rewrites === "every row" ? "" : ` where ${expertTable} is distinct from excluded`;
  return `insert into ${expertTable} select ${fields.map(castValue).join(", ")} from ${staging}
on conflict (${quoted(key)}) do update
set ${others.map((name) => `${quoted(name)} = excluded.${quoted(name)}`).join(", ")}${condition};`;
}

function columnDefinition([name, { columnType, required, defaultText }]: readonly [string, Field]): string {
  const constraint = name === key ? " primary key" : required || defaultText !== null ? " not null" : "";
  return `${quoted(name)} ${columnType}${constraint}`;
}

function castValue([name, { columnType, defaultText }]: readonly [string, Field]): string {
  const text = quoted(name);
  if (columnType === "text[]") return `string_to_array(${text}, ';')`;
  const value = columnType === "text" ? text : `${text}::${columnType}`;
  return defaultText === null ? value : `coalesce(${value}, '${defaultText}')`;
}
