import { posix } from "node:path";
import type { MarkdownRenderer } from "vitepress";
import { pages } from "./pages.js";

type Tokens = ReturnType<MarkdownRenderer["parse"]>;

/**
 * A page links to files of the repository by relative paths, so that a link works there too. The site turns each into
 * the address of a page. Of a link to a file that is no page, only the text stays.
 */
export function siteLinks(markdown: MarkdownRenderer): void {
  markdown.core.ruler.push("site-links", ({ tokens, env }) => {
    const page = pages.find(({ address }) => `${address}.md` === env.relativePath);
    for (const token of tokens) {
      if (token.children !== null) token.children = withSiteLinks(token.children, page?.file ?? env.relativePath);
    }
  });
}

function withSiteLinks(tokens: Tokens, file: string): Tokens {
  let dropped = false;
  return tokens.filter((token) => {
    if (token.type === "link_open") {
      const target = siteAddress(file, String(token.attrGet("href")));
      dropped = target === null;
      if (target !== null) token.attrSet("href", target);
    }
    return !dropped || !token.type.startsWith("link_");
  });
}

/** Where a link of a file leads on the site; null for a file that is no page. */
function siteAddress(file: string, href: string): string | null {
  if (/^([a-z]+:|#|\/)/.test(href)) return href;
  const [path = "", fragment] = href.split("#");
  const target = posix.join(posix.dirname(file), path);
  const page = pages.find((one) => one.file === target);
  if (page === undefined) return null;
  const address = page.address === "index" ? "/" : `/${page.address}`;
  return fragment === undefined ? address : `${address}#${fragment}`;
}
