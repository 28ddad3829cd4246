import { expect, test } from "vitest";
import { language, timeZone } from "../../src/domain/fields/standards.js";
import { knownWords } from "../../src/domain/plain/known-words.js";

test("a word stays known when the memory that it was read from is used again, and nothing else becomes known by that", () => {
  const asked: string[] = [];
  const isKnown = knownWords((word) => {
    asked.push(word);
    return word === "AT";
  });
  const window = Buffer.from("xx,AT,yy");
  expect(isKnown(window, 3, 5)).toBe(true);
  window.write("zz,QQ,zz");
  expect(isKnown(window, 3, 5)).toBe(false);
  expect(isKnown(Buffer.from("AT"), 0, 2)).toBe(true);
  expect(asked).toEqual(["AT", "QQ"]);
});

test("words that repeat stay known after a file with more words than are ever remembered", () => {
  let asked = 0;
  const isKnown = knownWords(() => {
    asked++;
    return true;
  });
  const good = Buffer.from("Europe/Vienna");
  for (let at = 0; at < 20_000; at++) isKnown(Buffer.from(`word ${at}`), 0, `word ${at}`.length);
  const before = asked;
  for (let at = 0; at < 1_000; at++) expect(isKnown(good, 0, good.length)).toBe(true);
  expect(asked - before).toBe(1);
});

test("a time zone is still known by its bytes after 10,200 spellings of another, and so is a language", () => {
  const [zone, tag] = [timeZone(), language()];
  const name = "america/argentina/buenos_aires";
  const refused: string[] = [];
  for (let at = 0; at < 10_200; at++) {
    const letters = [...name].map((letter, place) => ((at >> place) & 1 ? letter.toUpperCase() : letter));
    for (const [field, cell] of [[zone, letters.join("")] as const, [tag, `en-x-${at.toString(36)}`] as const]) {
      if (field.parse(cell) !== cell || !field.plain?.(Buffer.from(cell), 0, cell.length)) refused.push(cell);
    }
  }
  expect(refused).toEqual([]);
  expect(zone.plain?.(Buffer.from("Europe/Vienna"), 0, 13)).toBe(true);
  expect(tag.plain?.(Buffer.from("de-AT"), 0, 5)).toBe(true);
});
