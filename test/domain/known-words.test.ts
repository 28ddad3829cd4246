import { expect, test } from "vitest";
import { knownWords } from "../../src/domain/known-words.js";

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
