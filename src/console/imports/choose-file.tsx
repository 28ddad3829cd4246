import type { Words } from "../words/english.js";

interface ChooseFileOf {
  /** The prefix of the uploads' paths: empty, or a folder of the key. */
  readonly folder: string;
  /** Stored files. */
  readonly paths: readonly string[];
  /** Names of credentials. */
  readonly credentials: readonly string[];
  readonly words: Words;
}

/** The first step: a file from the reader's machine, a stored file, or a file on another server. */
export function ChooseFile({ folder, paths, credentials, words }: ChooseFileOf) {
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
        data-folder={folder}
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
      <form method="get" action="/console/import" class="card stacked">
        <p>{texts.fetch}</p>
        <label>
          {texts.address}
          <input type="url" name="url" required maxlength={2_048} placeholder="https://erp.example/users.csv" />
        </label>
        <label>
          {texts.auth}
          <select name="auth">
            <option value="">{texts.noAuth}</option>
            {credentials.map((name) => (
              <option value={name}>{name}</option>
            ))}
          </select>
        </label>
        <p class="commands">
          <button type="submit">{texts.next}</button>
        </p>
      </form>
    </>
  );
}
