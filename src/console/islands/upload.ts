/** Larger files are sent without a digest: the browser would have to hold them in memory. */
const mostDigested = 64 * 2 ** 20;

interface Stored {
  readonly path: string;
  readonly sha256: string;
}

const form = document.querySelector<HTMLFormElement>("#upload");
if (form) prepare(form);

/** Sends the file of a form to the store, with progress and digest, then opens the second step of the import. */
function prepare(form: HTMLFormElement): void {
  form.hidden = false;
  const input = form.querySelector<HTMLInputElement>("input[type=file]");
  const progress = form.querySelector("progress");
  const output = form.querySelector("output");
  const button = form.querySelector("button");
  if (!input || !progress || !output || !button) return;
  const say = (text: string | undefined) => {
    output.textContent = text ?? "";
  };
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    const files = event.dataTransfer?.files;
    if (files && files.length === 1) input.files = files;
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const file = input.files?.[0];
    if (!file) return;
    button.disabled = true;
    progress.hidden = false;
    try {
      say(form.dataset.checking);
      const digest = await digestOf(file);
      say(form.dataset.uploading);
      const stored = await send(pathFor(file, form.dataset.folder), file, digest, (percent) => {
        progress.value = percent;
      });
      say(`${form.dataset.stored} ${stored.sha256}`);
      location.assign(`/console/import?${new URLSearchParams({ asset: stored.path })}`);
    } catch (error) {
      say(`${form.dataset.failed} ${error instanceof Error ? error.message : ""}`);
      button.disabled = false;
      progress.hidden = true;
    }
  });
}

/** Returns the file's digest for `Repr-Digest`; null if the browser cannot compute it, or the file is large. */
async function digestOf(file: File): Promise<string | null> {
  if (!globalThis.isSecureContext || file.size > mostDigested) return null;
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return `sha-256=:${btoa(String.fromCharCode(...new Uint8Array(digest)))}:`;
}

/** Returns a path in a new folder: another file of the same name must not replace this one before its import. */
function pathFor(file: File, within = ""): string {
  const folder = `uploads/${new Date().toISOString().slice(0, 10)}/${Math.random().toString(16).slice(2, 10)}`;
  return `${within}${folder}/${file.name.normalize("NFC")}`;
}

type Progress = (percent: number) => void;

function send(path: string, file: File, digest: string | null, onProgress: Progress): Promise<Stored> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", `/console/files?${new URLSearchParams({ path })}`);
    request.setRequestHeader("Content-Type", typeOf(file.name));
    request.setRequestHeader("Accept", "application/json");
    if (digest !== null) request.setRequestHeader("Repr-Digest", digest);
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress((100 * loaded) / total));
    request.addEventListener("error", () => reject(new Error()));
    request.addEventListener("load", () => {
      const answer = jsonOf(request.responseText);
      if (isStored(answer)) resolve(answer);
      else reject(new Error(isProblem(answer) ? `${answer.detail} ${answer.hint}` : ""));
    });
    request.send(file);
  });
}

/** Returns a content type by the file's name. Browsers guess the types of tables by the installed programs. */
function typeOf(name: string): string {
  const extension = name.toLowerCase().split(".").at(-1);
  if (extension === "json") return "application/json";
  return extension === "xml" ? "application/xml" : "text/csv";
}

/** Parses an answer; null if it is no JSON, such as a proxy's own page. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isStored(answer: unknown): answer is Stored {
  return typeof answer === "object" && answer !== null && "path" in answer && "sha256" in answer;
}

function isProblem(answer: unknown): answer is { readonly detail: string; readonly hint: string } {
  return typeof answer === "object" && answer !== null && "detail" in answer && "hint" in answer;
}
