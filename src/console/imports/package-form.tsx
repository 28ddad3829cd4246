import { likelyPreset, presets } from "../../domain/packages/presets.js";
import { Once } from "../jobs/commands.js";
import type { Words } from "../words/english.js";

interface PackageFormOf {
  /** The archive's path. */
  readonly path: string;
  /** Its files. */
  readonly members: readonly string[];
  readonly importerId: string;
  readonly words: Words;
}

/** The form that imports all files of an archive at once, in a format that another system exports. */
export function PackageForm({ path, members, importerId, words }: PackageFormOf) {
  const texts = words.packages;
  const likely = likelyPreset(members);
  return (
    <form method="post" action="/console/packages" class="card stacked">
      <p>{texts.whole}</p>
      <Once />
      <input type="hidden" name="asset" value={path} />
      <label>
        {texts.preset}
        <select name="preset" required>
          {Object.entries(presets).map(([name, { label }]) => (
            <option value={name} selected={name === likely}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        {words.newImport.importer}
        <input name="importerId" value={importerId} required maxlength={255} />
      </label>
      <p class="note">{texts.deletes}</p>
      <p class="commands">
        <button type="submit">{texts.import}</button>
      </p>
    </form>
  );
}
