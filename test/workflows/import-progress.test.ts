import { expect, test } from "vitest";
import { ImportProgress } from "../../workflows/import-progress.js";

test("the workflow's page says what is known: no number of rows before the file is surveyed", () => {
  const progress = new ImportProgress("webinar from a.csv", () => undefined);
  progress.stage("planning");
  expect(progress.markdown()).toBe("### webinar from a.csv\n**Surveying the file**");
  progress.survey({ rows: 4_000, secrets: false });
  progress.stage("loading");
  progress.blocked("a-job");
  expect(progress.markdown()).toBe(
    ["### webinar from a.csv", ...["**Waiting for its turn** behind job `a-job`", "", "- Rows in the file: 4000"]].join(
      "\n",
    ),
  );
  progress.blocked(null);
  expect(progress.markdown()).toContain("**Validating and writing its rows**");
  expect(progress.answer()).toMatchObject({ stage: "loading", rowsTotal: 4_000 });
});

test("an import that waits for approval is at no stage", () => {
  const progress = new ImportProgress("webinar from a.csv", () => undefined);
  progress.stage("loading");
  progress.awaitsApproval(true);
  expect(progress.answer().stage).toBeNull();
  progress.awaitsApproval(false);
  expect(progress.answer().stage).toBe("loading");
});
