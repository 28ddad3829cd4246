/** Builds the pages into the site `dist/docs/`, in ten seconds; does nothing if the site is newer than its sources. */
import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, resolveConfig } from "vitepress";

const { pages, srcDir, configDeps } = await resolveConfig("docs", "build", "production");
const images = readdirSync("docs/images", { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));
const sources = [...pages.map((page) => join(srcDir, page)), ...configDeps, ...images, "src/console/mark.svg"];
const changed = Math.max(...[...sources, "docs", "package-lock.json"].map((path) => statSync(path).mtimeMs));
// Written last: a build that was broken off is repeated.
const mark = join("dist", "docs", ".built");
if (!existsSync(mark) || statSync(mark).mtimeMs < changed) {
  await build("docs");
  writeFileSync(mark, "");
}
