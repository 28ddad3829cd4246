import { isDeepStrictEqual } from "node:util";
import { currentMapping, type MappingKey, putMapping } from "../../db/mappings/mappings.js";
import { comparableName } from "../../domain/comparable-name.js";
import { entityNamed } from "../../domain/entities/index.js";
import type { Entity } from "../../domain/entity.js";
import { DomainError } from "../../domain/errors.js";
import { matchColumns } from "../../domain/mapping/column-names.js";
import { type MappingDefinition, mappingSchema } from "../../domain/mapping/mapping.js";
import { checkMapping } from "../../http/mappings/definition.js";
import type { ConsoleDeps } from "../console-context.js";

type Form = ReadonlyMap<string, string>;

/**
 * Stores the form's choices of columns and dates, if an import without them would differ. Constants and values stay as
 * they are. A form for another entity is ignored. Throws `INVALID_MAPPING`; `MAPPING_CHANGED` if the importer's mapping
 * has changed since the form was shown, and the form differs from it.
 */
export async function storeMapping(
  { db }: Pick<ConsoleDeps, "db">,
  key: MappingKey,
  form: Form,
  changedBy: string,
): Promise<void> {
  if (form.get("mappedEntity") !== key.entity) return;
  const entity = entityNamed(key.entity);
  await db.transaction({ name: "put mapping" }, async ({ trx }) => {
    const current = await currentMapping(trx, key);
    const { version, ...stored } = current ?? { ...mappingSchema.parse({}), version: null };
    const choices = choicesOf(form);
    const dates = datesOf(form);
    const held = matchColumns(entity, choices.names, stored.columns);
    if (isDeepStrictEqual([held, dates], [choices.fields, stored.dates])) return;
    if (version !== null && String(version) !== form.get("mappedVersion")) throw mappingChanged();
    const definition = { ...stored, columns: chosenColumns(choices, entity, stored), dates };
    checkMapping(entity, definition);
    await putMapping(trx, key, definition, changedBy);
  });
}

/** The columns of a file in its order, and the field that was chosen for each. */
interface Choices {
  readonly names: readonly string[];
  readonly fields: readonly (string | null)[];
}

function choicesOf(form: Form): Choices {
  const names: string[] = [];
  const fields: (string | null)[] = [];
  for (let at = 0; form.has(`column${at}`); at++) {
    names.push((form.get(`column${at}`) ?? "").trim());
    fields.push(form.get(`field${at}`) || null);
  }
  return { names, fields };
}

/**
 * Returns the choices that an import would not make by itself, or all choices if these are not enough. Columns that the
 * file does not have stay mapped.
 */
function chosenColumns(
  { names, fields }: Choices,
  entity: Entity,
  { columns }: MappingDefinition,
): MappingDefinition["columns"] {
  const own = new Set(names.map(comparableName));
  const kept = Object.entries(columns).filter(([name]) => !own.has(comparableName(name)));
  const choices = names.flatMap((name, at): [string, string | null][] =>
    comparableName(name) === "" ? [] : [[name, fields[at] ?? null]],
  );
  const unmapped = matchColumns(entity, names);
  const known = new Map(names.map((name, at) => [name, unmapped[at] ?? null]));
  const short = Object.fromEntries([...kept, ...choices.filter(([name, field]) => field !== known.get(name))]);
  const isEnough = isDeepStrictEqual(matchColumns(entity, names, short), fields);
  return isEnough ? short : Object.fromEntries([...kept, ...choices]);
}

function mappingChanged(): DomainError {
  const message = "The importer's mapping has changed since this page was shown.";
  return new DomainError("MAPPING_CHANGED", message, "Reload the page of the import, and choose again.");
}

function datesOf(form: Form): MappingDefinition["dates"] {
  const timeZone = form.get("dateZone")?.trim() ?? "";
  const format = form.get("dateFormat")?.trim() ?? "";
  return timeZone === "" && format === "" ? null : { format: format || null, timeZone };
}
