import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { type EventRows, eventLines } from "../../bench/event-file/event-rows.js";
import { changeEvery } from "../../bench/peers/change-file.js";
import { TestBulkhead } from "../support/bulkhead.js";

const plain: EventRows = { first: 1, rows: 2_000, seed: 7, changeShare: 0, invalidShare: 0, reversed: false };

function made(file: EventRows) {
  const tally = { changed: 0, invalid: 0 };
  return { lines: [...eventLines(file, tally)], tally };
}

test("a row of the bench's file depends on the seed and its number alone", () => {
  const whole = made(plain).lines;
  expect(made({ ...plain, first: 1_501, rows: 500 }).lines.slice(1)).toEqual(whole.slice(1_501));
  expect(made({ ...plain, seed: 8 }).lines).not.toEqual(whole);
});

test("the bench's changed file differs in as many rows as it tells, and in no id", () => {
  const before = made(plain).lines;
  const { lines, tally } = made({ ...plain, changeShare: 0.05 });
  const different = lines.filter((line, at) => line !== before[at]);
  expect(different).toHaveLength(tally.changed);
  expect(tally.changed).toBeGreaterThan(60);
  const ids = (all: string[]) => all.map((line) => line.slice(0, line.indexOf(",")));
  expect(ids(lines)).toEqual(ids(before));
});

test("an import finds every broken row of the bench's file, and no other", async () => {
  const bulkhead = await TestBulkhead.start();
  try {
    const { lines, tally } = made({ ...plain, invalidShare: 0.2 });
    const { counts } = await bulkhead.import(lines.join(""));
    expect(counts).toMatchObject({ invalid: tally.invalid, created: plain.rows - tally.invalid });
    expect(tally.invalid).toBeGreaterThan(300);
  } finally {
    await bulkhead.stop();
  }
});

test("the changed file of the peers has another cell in every twentieth record, and all else as it was", async () => {
  const folder = await mkdtemp(join(tmpdir(), "bulkhead-file-"));
  try {
    const [from, to] = [join(folder, "before.csv"), join(folder, "after.csv")];
    await writeFile(from, made(plain).lines.join(""));
    expect(await changeEvery(20, { column: 1, text: "New: " }, from, to)).toBe(100);
    const [before, after] = await Promise.all(
      [from, to].map(async (path): Promise<string[][]> => parse(await readFile(path))),
    );
    const expected = before?.map(([id = "", title, ...others], at) => {
      return [id, (at - 1) % 20 === 0 ? `New: ${title}` : title, ...others];
    });
    expect(after).toEqual(expected);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
