/** Builds the pages into the site `dist/docs/`, in ten seconds; does nothing where no page is newer than the site. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { build } from "vitepress";

const site = join("dist", "docs", "index.html");
const inFolder = readdirSync("docs", { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !/\/\.(cache|temp)(\/|$)/.test(`${entry.parentPath}/`))
  .map((entry) => join(entry.parentPath, entry.name));
const beside = [
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "bench/README.md",
  "clients/typescript/README.md",
];
const changed = Math.max(...[...inFolder, ...beside].map((file) => statSync(file).mtimeMs));
if (!existsSync(site) || statSync(site).mtimeMs < changed) await build("docs");
