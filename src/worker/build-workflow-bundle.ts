import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { bundleWorkflowCode, DefaultLogger } from "@temporalio/worker";
import { workflowBundlePath, workflowsPath } from "./workflow-bundle.js";

/**
 * Bundles the workflows for workers, which then start faster and need half the memory. The first line holds the hash of
 * the sources, so that a build without a change does nothing.
 */
const digest = await digestOfSources();
const known = await readFile(workflowBundlePath, "utf8").catch(() => "");
if (!known.startsWith(digest)) {
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger("WARN") });
  await writeFile(workflowBundlePath, `${digest}\n${code}`);
}

/** Returns a hash of the folders that workflows may import from, and of the bundler's version. */
async function digestOfSources(): Promise<string> {
  const dist = join(workflowsPath, "..", "..");
  const version: unknown = createRequire(import.meta.url)("@temporalio/worker/package.json");
  const hash = createHash("sha256").update(JSON.stringify(version));
  for (const folder of ["workflows", "activities", "src/domain"]) {
    const names = await readdir(join(dist, folder), { recursive: true });
    for (const name of names.filter((file) => file.endsWith(".js")).sort()) {
      hash.update(name).update(await readFile(join(dist, folder, name)));
    }
  }
  return `// made from ${hash.digest("hex")}`;
}
