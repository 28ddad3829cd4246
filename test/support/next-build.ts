import { execFile } from "node:child_process";
import { cp, mkdir, rename, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

/** A workflow that begins with a timer, which the histories of the build before do not have. */
const nextIndex = `import { sleep } from "@temporalio/workflow";
import { importWorkflow as begin } from "./import.js";
export * from "./index-before.js";
export async function importWorkflow(input) {
  await sleep(1);
  return begin(input);
}
`;

/** Copies the built tree into a new folder, where the import's workflow is another one: a build of the next version. */
export async function makeNextBuild(folder: string): Promise<void> {
  const workflows = join(folder, "dist", "workflows");
  await mkdir(folder);
  await cp("dist", join(folder, "dist"), { recursive: true });
  await cp("package.json", join(folder, "package.json"));
  await symlink(resolve("node_modules"), join(folder, "node_modules"));
  await rename(join(workflows, "index.js"), join(workflows, "index-before.js"));
  await writeFile(join(workflows, "index.js"), nextIndex);
  await promisify(execFile)(process.execPath, ["dist/src/worker/build-workflow-bundle.js"], { cwd: folder });
}
