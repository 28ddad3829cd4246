import type { Words } from "../words/english.js";

/** The first step: a file from the reader's machine, or one that is stored. */
export function ChooseFile({ paths, words }: { readonly paths: readonly string[]; readonly words: Words }) {
  const texts = words.newImport;
  return (
    <>
      <h2>{texts.step1}</h2>
      <noscript>
        <p class="note">{texts.script}</p>
      </noscript>
      <form
        class="card drop"
        id="upload"
        hidden
        data-uploading={texts.uploading}
        data-checking={texts.checking}
        data-stored={texts.stored}
        data-failed={texts.failed}
      >
        <label>
          {texts.drop}
          <input type="file" name="file" required />
        </label>
        <button type="submit" class="main">
          {texts.upload}
        </button>
        <progress max={100} value={0} aria-label={texts.uploading} hidden />
        <output />
      </form>
      {paths.length === 0 ? null : (
        <form method="get" action="/console/import" class="card">
          <label>
            {texts.choose}
            <select name="asset" required>
              {paths.map((path) => (
                <option value={path}>{path}</option>
              ))}
            </select>
          </label>
          <button type="submit">{texts.next}</button>
        </form>
      )}
    </>
  );
}
