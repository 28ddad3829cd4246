import type { AssetRow } from "../../db/assets/assets.js";
import { Cell } from "../parts/values.js";
import type { Words } from "../words/english.js";
import { PackageForm } from "./package-form.js";

interface ChoosePartOf {
  readonly asset: AssetRow;
  readonly kind: "member" | "sheet";
  readonly choices: readonly string[];
  readonly importerId: string;
  readonly words: Words;
}

/** The choice of a file of an archive, or of a sheet of a workbook. */
export function ChoosePart({ asset, kind, choices, importerId, words }: ChoosePartOf) {
  const texts = words.newImport;
  return (
    <>
      <form method="get" action="/console/import" class="card stacked">
        <p>
          {texts.file}: <Cell text={asset.path} />
        </p>
        <input type="hidden" name="asset" value={asset.path} />
        <label>
          {kind === "member" ? texts.member : texts.sheet}
          <select name={kind} required>
            {choices.map((choice) => (
              <option value={choice}>{choice}</option>
            ))}
          </select>
        </label>
        <p class="commands">
          <button type="submit" class="main">
            {texts.next}
          </button>
        </p>
      </form>
      {kind === "member" ? (
        <PackageForm path={asset.path} members={choices} importerId={importerId} words={words} />
      ) : null}
    </>
  );
}
