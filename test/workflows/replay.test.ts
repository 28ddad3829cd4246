import { readdir, readFile } from "node:fs/promises";
import { Worker } from "@temporalio/worker";
import { expect, test } from "vitest";
import { workflowBundlePath } from "../../src/worker/workflow-bundle.js";
import "../support/quiet-temporal.js";

const folder = "test/fixtures/histories";
const names = (await readdir(folder)).filter((name) => name.endsWith(".json"));

test("there is a history of every way a workflow can go", () => {
  expect(names.sort()).toEqual(
    [
      ...[
        "aborted",
        "approval-expired",
        "approved-small",
        "approved",
        "at-once",
        "bad-file",
        "blocked",
        "cancelled",
        "cleanup",
        "database-crash",
        "dry-run",
        "gave-up",
        "happy",
        "integrity",
        "many-chunks",
        "passwords",
      ],
      ...["scheduled", "terminated", "unchanged", "undone", "worker-killed"],
      ...["one-step", "one-step-aborted", "one-step-approved", "one-step-bad-file", "one-step-blocked"],
      ...["one-step-cancelled", "one-step-passwords", "one-step-refused", "one-step-small"],
      ...["one-step-asking", "one-step-waiting", "one-step-packed", "one-step-packed-small"],
      ...["package-stopped", "package-went-on", "remote", "remote-scheduled", "remote-unchanged"],
      ...["told", "told-gone", "told-in-vain"],
    ]
      .map((name) => `${name}.json`)
      .sort(),
  );
});

test.each(names)("%s replays without a difference under today's workflow code", async (name) => {
  const history: unknown = JSON.parse(await readFile(`${folder}/${name}`, "utf8"));
  await Worker.runReplayHistory({ workflowBundle: { codePath: workflowBundlePath } }, history, "import:replayed");
});

test("a history of other steps fails to replay, so a replay that passes means something", async () => {
  const text = await readFile(`${folder}/one-step.json`, "utf8");
  const history: unknown = JSON.parse(text.replaceAll('"writeFile"', '"somethingElse"'));
  await expect(
    Worker.runReplayHistory({ workflowBundle: { codePath: workflowBundlePath } }, history, "import:replayed"),
  ).rejects.toThrow(/TMPRL1100|[Nn]ondeterminism/);
});
