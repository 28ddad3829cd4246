import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import type { TestBulkhead } from "../support/bulkhead.js";

const known = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const flags = [
  ...["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run", "--disable-sync"],
  ...["--disable-background-networking", "--disable-component-update"],
];
const longestActionMs = 60_000;

/** A real Chromium: the one of `BULKHEAD_CHROMIUM`, or the first that is installed. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env.BULKHEAD_CHROMIUM ?? known.find((path) => existsSync(path));
  if (executablePath === undefined)
    throw new Error("There is no Chromium: install one, or name it in BULKHEAD_CHROMIUM.");
  return chromium.launch({ executablePath, args: flags });
}

/** A page in a browser profile of its own; what the browser complains about is kept, and none of it is expected. */
export class ConsolePage {
  private constructor(
    readonly page: Page,
    private readonly url: string,
    readonly complaints: string[],
  ) {}

  static async open(
    browser: Browser,
    { url }: TestBulkhead,
    options: BrowserContextOptions = {},
  ): Promise<ConsolePage> {
    const context = await browser.newContext({ locale: "en-GB", timezoneId: "Europe/Vienna", ...options });
    context.setDefaultTimeout(longestActionMs);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    return new ConsolePage(page, url, complaints);
  }

  async signIn(key: string): Promise<void> {
    await this.go("/console/sign-in");
    await this.page.getByLabel("API key").fill(key);
    await this.page.getByRole("button", { name: "Sign in" }).click();
    await this.page.getByRole("heading", { level: 1, name: "Imports" }).waitFor();
  }

  async go(path: string): Promise<void> {
    await this.page.goto(`${this.url}${path}`);
  }

  headline(): Promise<string | null> {
    return this.page.locator(".headline").textContent();
  }

  /** What axe finds that makes a page hard or impossible to use for some, as "impact id: place". */
  async accessibilityFaults(): Promise<string[]> {
    await this.page.evaluate(await axeSource());
    const found: { impact: string; id: string; nodes: { target: string[] }[] }[] = await this.page.evaluate(
      "axe.run().then(({ violations }) => violations)",
    );
    return found.flatMap(({ impact, id, nodes }) => nodes.map(({ target }) => `${impact} ${id}: ${target.join(" ")}`));
  }

  /** How far the page is wider than its window, in pixels. */
  overflow(): Promise<number> {
    return this.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
  }

  close(): Promise<void> {
    return this.page.context().close();
  }
}

function axeSource(): Promise<string> {
  return readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
}
