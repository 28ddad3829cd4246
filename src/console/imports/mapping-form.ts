import { findMapping, type MappingKey, putMapping } from "../../db/mappings/mappings.js";
import { entityNamed } from "../../domain/entities/index.js";
import { matchColumns } from "../../domain/mapping/column-names.js";
import { type MappingDefinition, mappingFaults, mappingSchema } from "../../domain/mapping/mapping.js";
import { ShapeError } from "../../http/answer/problem.js";
import type { ConsoleDeps } from "../console-context.js";

/**
 * Stores what the form says of columns and dates, where that is another mapping than the stored one; constants and values
 * stay as they are. Nothing where the columns were chosen for another entity. `INVALID_MAPPING`
 */
export async function storeMapping(
  { db }: Pick<ConsoleDeps, "db">,
  key: MappingKey,
  form: ReadonlyMap<string, string>,
  changedBy: string,
): Promise<void> {
  if (form.get("mappedEntity") !== key.entity) return;
  const entity = entityNamed(key.entity);
  const row = await findMapping(db.query, key);
  const stored = mappingSchema.parse(row?.definition ?? {});
  const definition = { ...stored, columns: chosenColumns(form, key.entity, stored), dates: datesOf(form) };
  if (JSON.stringify(definition) === JSON.stringify(stored)) return;
  const faults = mappingFaults(entity, definition);
  if (faults.length > 0) {
    throw new ShapeError("INVALID_MAPPING", { issues: faults.map(({ path, message }) => ({ path: [path], message })) });
  }
  await db.transaction({ name: "put mapping" }, ({ trx }) => putMapping(trx, key, definition, changedBy));
}

/** Only what an import would not take so by itself; columns that this file does not have stay mapped. */
function chosenColumns(
  form: ReadonlyMap<string, string>,
  entity: string,
  { columns }: MappingDefinition,
): MappingDefinition["columns"] {
  const names: string[] = [];
  const fields: (string | null)[] = [];
  for (let at = 0; form.has(`column${at}`); at++) {
    names.push((form.get(`column${at}`) ?? "").trim());
    fields.push(form.get(`field${at}`) || null);
  }
  const known = matchColumns(entityNamed(entity), names);
  const kept = Object.entries(columns).filter(([name]) => !names.includes(name));
  const chosen = names.flatMap((name, at): [string, string | null][] => {
    const field = fields[at] ?? null;
    return name === "" || field === known[at] ? [] : [[name, field]];
  });
  return Object.fromEntries([...kept, ...chosen]);
}

function datesOf(form: ReadonlyMap<string, string>): MappingDefinition["dates"] {
  const timeZone = form.get("dateZone")?.trim() ?? "";
  const format = form.get("dateFormat")?.trim() ?? "";
  return timeZone === "" && format === "" ? null : { format: format || null, timeZone };
}
