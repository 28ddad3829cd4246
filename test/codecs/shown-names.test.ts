import { describe, expect, test } from "vitest";
import { planCsv } from "../../src/codecs/csv/plan-csv.js";
import { codecFor } from "../../src/codecs/index.js";
import { entities } from "../../src/domain/entities/index.js";
import { secretMask } from "../../src/domain/issue.js";
import { markdownText } from "../../src/domain/markdown-text.js";
import { inPieces } from "../support/in-pieces.js";

const limits = { maxRows: 100, maxColumns: 100, maxRecordBytes: 1e6 };
const plan = (content: string, entity = entities.organization) =>
  planCsv(entity, inPieces(Buffer.from(content), 16), limits);

test("a file's names cannot steer a terminal that shows them", async () => {
  const { warnings } = await plan("id,name,x\u001b]0;pwned\u0007\u009b31m\u202e\norg_1,A,\n");
  const [warning] = warnings;
  expect(warning?.code).toBe("UNKNOWN_COLUMN");
  expect(`${warning?.message}${warning?.column}${warning?.value}`).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
});

test("a file whose first line is a row with a column's name in it shows no cell of it", async () => {
  const error: unknown = await plan("id,hunter2,anna@example.com\norg_1,x,y\n").catch((fault: unknown) => fault);
  expect(error).toMatchObject({
    code: "MISSING_COLUMN",
    hint: expect.stringContaining("found: id, and 2 other columns."),
  });
  expect(JSON.stringify(error)).not.toMatch(/hunter2|anna/);
});

describe.each(["passwordOrHahs", "PasswordHash", "passwort_or_hash", "meetingPasword"])("the column %s", (name) => {
  test.each([
    ["text/csv", `id,firstName,lastName,${name}\nu1,,,hunter2\n`],
    ["application/json", `[{"id":"u1","firstName":"","${name}":"hunter2"}]`],
    ["application/xml", `<users><user><id>u1</id><${name}>hunter2</${name}></user></users>`],
  ])("is masked in a row of %s", async (contentType, content) => {
    const codec = codecFor(contentType);
    const bytes = inPieces(Buffer.from(content), 16);
    const { layout, chunks } = await codec.plan(entities.user, bytes, limits);
    const shown: unknown[] = [];
    for (const chunk of chunks) {
      for await (const record of codec.records({ entity: entities.user, layout }, bytes, chunk))
        shown.push(record.raw());
    }
    expect(shown).toMatchObject([{ [name]: secretMask }]);
  });
});

test("a row with a million cells too many is shown with a thousand of them, and goes back with a note", async () => {
  const bytes = inPieces(Buffer.from(`id,name\norg_1,A${",x".repeat(1_000_000)}\n`), 1 << 16);
  const { layout, chunks } = await planCsv(entities.organization, bytes, { ...limits, maxRecordBytes: 8e6 });
  const shown: unknown[] = [];
  for (const chunk of chunks) {
    const context = { entity: entities.organization, layout };
    for await (const record of codecFor("text/csv").records(context, bytes, chunk)) {
      shown.push(Object.keys(record.raw()).length, record.rejected());
    }
  }
  expect(shown).toEqual([1_002, { cells: ["org_1", "A"], beyond: [expect.stringContaining("too many cells")] }]);
});

test("a file's path is no link and no emphasis on Temporal's pages", () => {
  expect(markdownText("[a](https://evil.example)_*`b`.csv")).toBe(
    "\\[a\\]\\(https\\://evil.example\\)\\_\\*\\`b\\`.csv",
  );
});
