import { expect, test } from "vitest";
import { chooseWords } from "../../src/console/words/choose-words.js";
import { noCounts } from "../../src/domain/job.js";
import { englishJobWords } from "../../src/domain/words/english.js";
import { germanJobWords } from "../../src/domain/words/german.js";
import { type JobFacts, jobHeadline } from "../../src/domain/words/job-words.js";

const job: JobFacts = {
  ...{ state: "complete", dryRun: false, counts: noCounts, progress: { percent: 0 } },
  ...{ blockedBy: null, blockedByState: null, entity: "user", approval: null, undo: null, error: null },
};
const counts = (valid: number, invalid: number, deleted = 0) => ({ ...noCounts, valid, invalid, deleted });

test.each<[string, string, Partial<JobFacts>]>([
  ["319 rows are in, 7 are not.", "319 Zeilen übernommen, 7 nicht.", { counts: counts(319, 7) }],
  ["1 row is in.", "1 Zeile übernommen.", { counts: counts(1, 0) }],
  [
    "182 rows are in, 6 are not. 12 stored rows were deleted.",
    "182 Zeilen übernommen, 6 nicht. 12 gespeicherte Zeilen wurden gelöscht.",
    { counts: counts(182, 6, 12) },
  ],
  ["The file has no rows.", "Die Datei hat keine Zeilen.", {}],
  [
    "Dry run: 1 row would be in, 1 would not. Nothing was stored.",
    "Probelauf: 1 Zeile würde übernommen, 1 nicht. Nichts wurde gespeichert.",
    { dryRun: true, counts: counts(1, 1) },
  ],
  [
    "Would delete 31 of 40 rows, and waits for an approval.",
    "Würde 31 von 40 Zeilen löschen und wartet auf eine Freigabe.",
    { state: "awaiting_approval", counts: counts(9, 0, 31), approval: { owned: 40 } },
  ],
  ["Running: 43 %.", "Läuft: 43 %.", { state: "running", progress: { percent: 43 } }],
  [
    "Waiting until an earlier import of the same importer has ended.",
    "Wartet, bis ein früherer Import derselben Quelle beendet ist.",
    { state: "running", blockedBy: "another" },
  ],
  [
    "Undone: 12 rows removed, 3 put back as before, 0 brought back. 1 row was changed since and left alone.",
    "Rückgängig gemacht: 12 Zeilen entfernt, 3 wie vorher, 0 wieder da. 1 Zeile seither geändert und belassen.",
    {
      state: "undone",
      undo: { finishedAt: "2026-11-29T00:00:00Z", counts: { deleted: 12, restored: 3, recreated: 0, movedOn: 1 } },
    },
  ],
  [
    "The header is wrong.",
    "Der Import ist fehlgeschlagen; nichts wurde gespeichert.",
    {
      state: "failed",
      error: { message: "The header is wrong." },
    },
  ],
])("%s", (english, german, facts) => {
  expect(jobHeadline({ ...job, ...facts }, englishJobWords)).toBe(english);
  expect(jobHeadline({ ...job, ...facts }, germanJobWords)).toBe(german);
});

test.each([
  ["de-AT,de;q=0.9,en;q=0.8", "de"],
  ["en;q=0.4, de;q=0.5", "de"],
  ["fr, de;q=0", "en"],
  ["", "en"],
  [undefined, "en"],
  [";;;q=x,,", "en"],
])("a browser that accepts %s gets %s", (header, language) => {
  expect(chooseWords(header).language).toBe(language);
});
