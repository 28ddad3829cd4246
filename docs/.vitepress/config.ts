import { readFileSync } from "node:fs";
import { slug } from "github-slugger";
import { defineConfig } from "vitepress";
import { siteLinks } from "./links.js";
import { menu, pages } from "./pages.js";

const mark = readFileSync(new URL("../../src/console/mark.svg", import.meta.url), "utf8");

/** The pages of this folder, and some beside it, as the site that Bulkhead serves at `/docs/`. */
export default defineConfig({
  title: "Bulkhead",
  description: "Durable bulk imports for learning platforms.",
  base: "/docs/",
  head: [["link", { rel: "icon", href: `data:image/svg+xml,${encodeURIComponent(mark)}` }]],
  cleanUrls: true,
  srcDir: "..",
  outDir: "../dist/docs",
  cacheDir: "../node_modules/.cache/vitepress",
  srcExclude: [
    "!(docs|clients|bench|*.md)/**",
    "clients/*/node_modules/**",
    "**/dist/**",
    "docs/.vitepress/**",
    "README.md",
    "STYLE.md",
  ],
  rewrites: Object.fromEntries(pages.map(({ file, address }) => [file, `${address}.md`])),
  // What differs by page is in files of its own: the script in a page is the same in all, and its hash is allowed.
  metaChunk: true,
  markdown: {
    html: false,
    config: siteLinks,
    // The anchors that the repository's own view of a page has.
    anchor: { slugify: slug },
  },
  themeConfig: {
    nav: [{ text: "API", link: "/api", target: "_self", noIcon: true }],
    sidebar: menu.map(({ name, pages }) => ({
      text: name,
      items: pages.map(({ name, address }) => ({ text: name, link: `/${address}` })),
    })),
    outline: [2, 3],
    search: { provider: "local" },
  },
});
