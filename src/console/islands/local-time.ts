/** Shows moments in the reader's time zone and regional format of the page's language. UTC stays in their titles. */
const { lang } = document.documentElement;
const format = new Intl.DateTimeFormat(navigator.languages.find((tag) => tag.startsWith(lang)) ?? lang, {
  dateStyle: "medium",
  timeStyle: "medium",
});

export function showLocalTimes(root: ParentNode): void {
  for (const time of root.querySelectorAll<HTMLTimeElement>("time[data-local]")) {
    time.textContent = format.format(new Date(time.dateTime));
    time.removeAttribute("data-local");
  }
}

showLocalTimes(document);
