import type { HeaderFit } from "../../codecs/csv/propose-entity.js";
import { comparableName } from "../../domain/comparable-name.js";
import { deleteMark } from "../../domain/delete-mark.js";
import { matchColumns, suggestColumns } from "../../domain/mapping/column-names.js";
import type { PinnedMapping } from "../../domain/mapping/mapping.js";
import type { Words } from "../words/english.js";

/** The most columns that the form shows. A longer header is mapped through the API. */
const mostColumns = 200;

interface MappingFieldsOf {
  readonly best: HeaderFit;
  /** The stored mapping of the importer and the entity; null: none. */
  readonly stored: PinnedMapping | null;
  readonly words: Words;
}

/**
 * The field of each column of the file, and how its dates are written. Open if a choice is only proposed, or missing.
 */
export function MappingFields({ best, stored, words }: MappingFieldsOf) {
  const texts = words.newImport;
  const { entity, names, missing } = best;
  const proposals = suggestColumns(entity, names);
  const mapped = new Set(Object.keys(stored?.columns ?? {}).map(comparableName));
  const held = matchColumns(entity, names, stored?.columns);
  const choices = names.slice(0, mostColumns).map((name, at) => {
    const proposed = proposals[at]?.field ?? null;
    const isFree = !mapped.has(comparableName(name)) && !held.includes(proposed);
    return { name, chosen: held[at] ?? (isFree ? proposed : null) };
  });
  const isOpen = missing.length > 0 || proposals.some(({ score }) => score > 0 && score < 1);
  return (
    <details open={isOpen}>
      <summary>{texts.columns}</summary>
      <input type="hidden" name="mappedEntity" value={entity.name} />
      <input type="hidden" name="mappedVersion" value={stored?.version ?? ""} />
      <p>{texts.columnsKept}</p>
      {choices.map(({ name, chosen }, at) => (
        <label>
          <bdi class="cell">{name}</bdi>
          <input type="hidden" name={`column${at}`} value={name} />
          <select name={`field${at}`}>
            <option value="">{texts.leaveOut}</option>
            {[...Object.keys(entity.fields), deleteMark].map((field) => (
              <option value={field} selected={field === chosen}>
                {field === deleteMark ? texts.deleteMark : field}
              </option>
            ))}
          </select>
        </label>
      ))}
      <label>
        {texts.dateZone}
        <input name="dateZone" value={stored?.dates?.timeZone ?? ""} placeholder="Europe/Vienna" maxlength={100} />
      </label>
      <label>
        {texts.dateFormat}
        <input name="dateFormat" value={stored?.dates?.format ?? ""} placeholder="dd.MM.yyyy HH:mm" maxlength={100} />
      </label>
    </details>
  );
}
