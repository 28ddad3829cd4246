import { expect, test } from "vitest";
import { ImportProgress } from "../../workflows/import-progress.js";

test("the workflow's page says what is known: no number of rows before the file is surveyed", () => {
  const progress = new ImportProgress("webinar from a.csv", "this-job", () => undefined);
  progress.stage("planning");
  expect(progress.markdown()).toBe("### webinar from a.csv\n**Surveying the file**");
  progress.survey({ rows: 4_000, secrets: false });
  progress.stage("loading");
  progress.blocked({ outcome: "blocked", by: "a-job", state: "awaiting_approval" });
  expect(progress.stageName).toBe("waiting");
  expect(progress.markdown()).toBe(
    [
      "### webinar from a.csv",
      ...["**Waiting for its turn** behind job `a-job`, which is awaiting_approval", "", "- Rows in the file: 4000"],
    ].join("\n"),
  );
  progress.blocked(null);
  expect(progress.markdown()).toContain("**Validating and writing its rows**");
  expect(progress.answer()).toMatchObject({ stage: "loading", rowsTotal: 4_000 });
});

test("an import that waits for approval is at no stage, and its page says what it asks and how it is answered", () => {
  const progress = new ImportProgress("webinar from a.csv", "this-job", () => undefined);
  progress.stage("loading");
  const asked = { deleted: 31, owned: 40, until: "2026-11-29T23:12:00.000Z" };
  progress.awaitsApproval({ outcome: "approval", withinMs: 1_000, asked });
  expect(progress.answer().stage).toBeNull();
  expect(progress.stageName).toBe("awaiting_approval");
  expect(progress.markdown()).toContain("**Would delete 31 of 40 rows, and waits for an approval.**");
  expect(progress.markdown()).toContain("cancelled at 2026-11-29T23:12:00.000Z");
  expect(progress.markdown()).toContain("`bulkhead jobs approve this-job`");
  expect(progress.markdown()).toContain("`bulkhead jobs cancel this-job`");
  progress.awaitsApproval(null);
  expect(progress.answer().stage).toBe("loading");
});
