import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestBulkhead } from "../support/bulkhead.js";
import { ConsolePage, openBrowser } from "./browser.js";

let bulkhead: TestBulkhead;
let browser: Browser;
beforeAll(async () => {
  [bulkhead, browser] = await Promise.all([TestBulkhead.start(), openBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await bulkhead.stop();
});

test("a reader finds an error's code by searching the documentation, from this server alone", async () => {
  const reader = await ConsolePage.open(browser, bulkhead);
  const elsewhere: string[] = [];
  reader.page.on("request", (request) => {
    if (!request.url().startsWith(bulkhead.url)) elsewhere.push(request.url());
  });
  await reader.go("/docs");
  await reader.page.getByRole("heading", { level: 1, name: "Bulkhead" }).waitFor();
  await reader.page.getByRole("button", { name: "Search" }).first().click();
  await reader.page.getByRole("searchbox").fill("UNCLOSED_QUOTE");
  await reader.page.getByRole("option").filter({ hasText: "Every code" }).first().click();
  await reader.page.getByRole("heading", { level: 1, name: "Every code" }).waitFor();
  expect(elsewhere).toEqual([]);
  expect(reader.complaints).toEqual([]);
  await reader.close();
});

test("a reader goes from page to page, and on to the API's reference, without a refused script", async () => {
  const reader = await ConsolePage.open(browser, bulkhead);
  await reader.go("/docs/job-states");
  await reader.page.getByRole("link", { name: "Architecture", exact: true }).click();
  await reader.page.getByRole("heading", { level: 1, name: "Architecture" }).waitFor();
  await reader.page.getByRole("link", { name: "API", exact: true }).first().click();
  await reader.page
    .getByRole("heading", { name: /Bulkhead/ })
    .first()
    .waitFor();
  expect(reader.complaints).toEqual([]);
  await reader.close();
});

test.each(["light", "dark"] as const)("a page can be used without seeing it well, when %s", async (colorScheme) => {
  const reader = await ConsolePage.open(browser, bulkhead, { colorScheme, viewport: { width: 375, height: 800 } });
  await reader.go("/docs/errors");
  await reader.page.getByRole("heading", { level: 1, name: "Every code" }).waitFor();
  expect(await reader.accessibilityFaults()).toEqual([]);
  expect(await reader.overflow()).toBe(0);
  await reader.close();
});
