import type { JobWords } from "./job-words.js";

const number = new Intl.NumberFormat("de");

/** "1 Zeile", "2 Zeilen". */
function rows(count: number): string {
  return `${number.format(count)} ${count === 1 ? "Zeile" : "Zeilen"}`;
}

/** "1 Zeile würde", "2 Zeilen würden". */
function rowsWould(count: number): string {
  return `${rows(count)} ${count === 1 ? "würde" : "würden"}`;
}

export const germanJobWords: JobWords = {
  states: {
    queued: "eingereiht",
    running: "läuft",
    awaiting_approval: "wartet auf Freigabe",
    cancelling: "wird abgebrochen",
    complete: "fertig",
    complete_with_rejects: "fertig, mit abgelehnten Zeilen",
    failed: "fehlgeschlagen",
    cancelled: "abgebrochen",
    undone: "rückgängig gemacht",
    undoing: "wird rückgängig gemacht",
  },
  queued: () => "Wartet auf den Start.",
  running: (percent) => `Läuft: ${percent} %.`,
  blocked: () => "Wartet, bis ein früherer Import derselben Quelle beendet ist.",
  fileAsks: () => "Eine der Dateien wartet auf eine Freigabe.",
  wouldDelete: (deleted, owned) =>
    `Würde ${number.format(deleted)} von ${number.format(owned)} Zeilen löschen und wartet auf eine Freigabe.`,
  wouldChangeNothing: () => "Würde nichts Gespeichertes ändern und wartet auf eine Freigabe.",
  wouldChange: ({ created, updated, deleted }) =>
    `Würde ${number.format(created)} Zeilen anlegen, ${number.format(updated)} ändern und ${number.format(deleted)} löschen und wartet auf eine Freigabe.`,
  cancelling: () => "Wird abgebrochen.",
  noRows: () => "Die Datei hat keine Zeilen.",
  allIn: (valid) => `${rows(valid)} übernommen.`,
  someIn: (valid, invalid) => `${rows(valid)} übernommen, ${number.format(invalid)} nicht.`,
  rowsDeleted: (deleted) =>
    deleted === 1
      ? "Eine gespeicherte Zeile wurde gelöscht."
      : `${number.format(deleted)} gespeicherte Zeilen wurden gelöscht.`,
  allGood: (valid) => `Probelauf: ${rowsWould(valid)} übernommen. Nichts wurde gespeichert.`,
  someGood: (valid, invalid) =>
    `Probelauf: ${rowsWould(valid)} übernommen, ${number.format(invalid)} nicht. Nichts wurde gespeichert.`,
  undoing: () => "Wird rückgängig gemacht.",
  undone: ({ deleted, restored, recreated, movedOn }) =>
    `Rückgängig gemacht: ${rows(deleted)} entfernt, ${number.format(restored)} wie vorher, ${number.format(recreated)} wieder da. ${rows(movedOn)} seither geändert und belassen.`,
  failed: () => "Der Import ist fehlgeschlagen; nichts wurde gespeichert.",
  cancelled: () => "Abgebrochen; nichts wurde gespeichert.",
};
