import { showLocalTimes } from "./local-time.js";

/**
 * Keeps parts of a page current: those with `data-live` and an id are replaced by what the server says of them now.
 * What the reader is at stays as it is: a part that has the focus, a selection, or text that was typed.
 */
function replaceParts(fresh: Document): void {
  isBehind = false;
  for (const part of fresh.querySelectorAll<HTMLElement>("[data-live][id]")) {
    const shown = document.getElementById(part.id);
    if (!shown) continue;
    showLocalTimes(part);
    if (shown.isEqualNode(part)) continue;
    if (isInUse(shown)) isBehind = true;
    else shown.replaceWith(part);
  }
}

/** Whether a part was left as it is because the reader is at it. It is replaced when the reader has left it. */
let isBehind = false;
document.addEventListener("focusout", () => {
  setTimeout(() => {
    if (isBehind) void loadAgain().catch(() => undefined);
  });
});

function isInUse(part: HTMLElement): boolean {
  const selection = getSelection();
  const isSelected = selection !== null && !selection.isCollapsed && selection.containsNode(part, true);
  const isTyped = [...part.querySelectorAll("input, textarea")].some(
    (field) => field instanceof HTMLInputElement && field.type !== "hidden" && field.value !== field.defaultValue,
  );
  const isOpened = part.querySelector("details[open]") !== null;
  return (
    isSelected || isTyped || isOpened || (part.contains(document.activeElement) && part !== document.activeElement)
  );
}

function parse(text: string): Document {
  return new DOMParser().parseFromString(text, "text/html");
}

async function loadAgain(): Promise<void> {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (answer.ok && !answer.redirected) replaceParts(parse(await answer.text()));
}

/**
 * Listens to a job's head while the page is looked at: a browser opens only some connections to a server, and pages
 * that wait in the background would take them all. When the job's state changes the rest of the page changes too.
 */
function listen(address: string): void {
  let events: EventSource | null = null;
  let isOver = false;
  const open = () => {
    events = new EventSource(address);
    events.addEventListener("head", ({ data }) => {
      const fresh = parse(String(data));
      const { state, label = "" } = fresh.getElementById("job-head")?.dataset ?? {};
      const before = document.getElementById("job-head")?.dataset.state;
      replaceParts(fresh);
      if (state === before) return;
      announce(label);
      void loadAgain();
    });
    events.addEventListener("end", ({ data }) => {
      isOver = true;
      events?.close();
      const fresh = parse(String(data));
      announce(fresh.getElementById("job-head")?.dataset.label ?? "");
      replaceParts(fresh);
      void loadAgain();
    });
  };
  if (!document.hidden) open();
  document.addEventListener("visibilitychange", () => {
    events?.close();
    if (!document.hidden && !isOver) open();
  });
}

/** Says to a screen reader that a job has another state. */
function announce(label: string): void {
  const status = document.getElementById("state");
  if (status) status.textContent = label;
}

/** Asks for the page every so many seconds, while it is looked at. */
function poll(seconds: number): void {
  const look = () => {
    if (!document.hidden && document.querySelector("[data-poll]")) void loadAgain().catch(() => undefined);
  };
  setInterval(look, seconds * 1_000);
  document.addEventListener("visibilitychange", look);
}

const address = document.querySelector<HTMLElement>("[data-events]")?.dataset.events;
if (address) listen(address);
const seconds = Number(document.querySelector<HTMLElement>("[data-poll]")?.dataset.poll);
if (seconds > 0) poll(seconds);
