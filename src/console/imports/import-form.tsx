import type { HeaderFit } from "../../codecs/csv/propose-entity.js";
import { entityList } from "../../domain/entities/index.js";
import { importModes, invalidRowPolicies } from "../../domain/job.js";
import type { PinnedMapping } from "../../domain/mapping/mapping.js";
import { Once } from "../jobs/commands.js";
import { bytesText, Cell } from "../parts/values.js";
import type { Words } from "../words/english.js";
import { MappingFields } from "./mapping-fields.js";

interface ImportFormOf {
  readonly file: ChosenFile;
  /** The entity that the header fits best, and how well; null without a header. */
  readonly best: HeaderFit | null;
  readonly importerId: string;
  /** The mapping that is stored for the importer and the best entity; null: none. */
  readonly stored: PinnedMapping | null;
  readonly words: Words;
}

/** The file of the first step. */
export interface ChosenFile {
  /** The file's path or address, and the chosen member or sheet. */
  readonly names: readonly string[];
  /** The size in bytes; null for a file on another server. */
  readonly size: number | null;
  /** The same choices as fields of the form that starts the import. */
  readonly fields: Readonly<Record<string, string>>;
}

/** The second step: what the rows are, and how they are imported. */
export function ImportForm({ file, best, importerId, stored, words }: ImportFormOf) {
  const texts = words.newImport;
  return (
    <>
      <p>
        {texts.file}:{" "}
        {file.names.map((name) => (
          <>
            <Cell text={name} />{" "}
          </>
        ))}
        {file.size === null ? null : `(${bytesText(words, file.size)}) `}
        <a href="/console/import">{texts.other}</a>
      </p>
      <h2>{texts.step2}</h2>
      {best === null ? null : <Fit best={best} words={words} />}
      <form method="post" action="/console/import" class="card stacked">
        <Once />
        {Object.entries(file.fields).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <label>
          {texts.entity}
          <select name="entity">
            {entityList.map(({ name }) => (
              <option value={name} selected={name === best?.entity.name}>
                {words.entities[name] ?? name}
              </option>
            ))}
          </select>
        </label>
        <label>
          {texts.mode}
          <select name="mode">
            {importModes.map((mode) => (
              <option value={mode}>{words.about.modes[mode]}</option>
            ))}
          </select>
        </label>
        <label>
          {texts.onInvalid}
          <select name="onInvalid">
            {invalidRowPolicies.map((policy) => (
              <option value={policy}>{words.about.policies[policy]}</option>
            ))}
          </select>
        </label>
        <label>
          {texts.importer}
          <input name="importerId" value={importerId} required maxlength={255} />
        </label>
        {best === null ? null : <MappingFields {...{ best, stored, words }} />}
        <p class="commands">
          <button type="submit" name="act" value="dry" class="main">
            {texts.dryRun}
          </button>
          <button type="submit" name="act" value="import">
            {texts.import}
          </button>
        </p>
      </form>
    </>
  );
}

const shownNames = 20;

function Fit({ best, words }: { readonly best: HeaderFit; readonly words: Words }) {
  const texts = words.newImport;
  const { known, names, unknown, missing } = best;
  return (
    <div class="note">
      <p>{texts.proposed(known, names.length)}</p>
      {missing.length === 0 ? null : <p class="bad">{texts.missing(missing.join(", "))}</p>}
      {unknown.length === 0 ? null : (
        <p>
          <Cell text={texts.unknown(unknown.slice(0, shownNames).join(", "))} />
        </p>
      )}
    </div>
  );
}
