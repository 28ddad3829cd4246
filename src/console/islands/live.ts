import { showLocalTimes } from "./local-time.js";

/**
 * Replaces the parts of a page with `data-live` and an id by the server's present version. A part that the reader uses
 * is kept: it has the focus, a selection, typed text, or opened details.
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

/** Whether a part was kept because the reader uses it. It is replaced when it loses the focus. */
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
 * Listens to a job's head while the page is visible: a browser opens only some connections to a server, and pages in
 * the background would take them all. When the job's state changes, the rest of the page is replaced too.
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

/** Announces a job's new state to screen readers. */
function announce(label: string): void {
  const status = document.getElementById("state");
  if (status) status.textContent = label;
}

/** Polls the page, at an interval in seconds, while it is visible. */
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
