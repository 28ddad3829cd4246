// Remakes docs/images/console/: every screen of the console, light, dark and on a narrow screen, from a server of its
// own on a folder that goes with the run. Needs `npm run build` and a Chromium (BULKHEAD_CHROMIUM names another one).
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "playwright-core";

const folder = "docs/images/console";
const entity = "courseGroupInPersonEvent";
const dataDir = mkdtempSync(join(tmpdir(), "bulkhead-pictures-"));
const server = spawn(process.execPath, ["dist/src/main.js"], {
  env: { ...process.env, BULKHEAD_DATA_DIR: dataDir, BULKHEAD_LOG_LEVEL: "silent" },
  stdio: ["ignore", "pipe", "inherit"],
});
const stopped = new Promise((resolve) => server.once("exit", resolve));
try {
  const link = await consoleLink();
  const url = new URL(link).origin;
  const key = readFileSync(join(dataDir, "api-key"), "utf8").trim();
  const addresses = await somethingToSee(url, key);
  await takePictures(link, url, addresses);
} finally {
  server.kill("SIGTERM");
  await stopped;
  rmSync(dataDir, { recursive: true, force: true });
}

/** The link that the server prints once it serves. */
async function consoleLink() {
  let output = "";
  server.stdout.on("data", (text) => {
    output += text;
  });
  for (;;) {
    const found = /^Console +(\S+)/m.exec(output);
    if (found) return found[1];
    if (server.exitCode !== null) throw new Error(`the server ended:\n${output}`);
    await sleep(100);
  }
}

/** Imports that show what each screen is for; gives the screens' addresses. */
async function somethingToSee(url, key) {
  async function call(method, path, body, headers = {}) {
    const type = typeof body === "string" ? "text/csv" : "application/json";
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { Authorization: `Bearer ${key}`, ...(body && { "Content-Type": type }), ...headers },
      ...(body && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    return answer.json();
  }
  const sample = readFileSync("samples/course-groups.csv", "utf8");
  const lines = sample.split("\n");
  // A whole building got its country in words, as spreadsheets have it.
  const broken = lines.map((line, at) =>
    at > 400 && at < 420 ? line.replace(/,(AT|DE|FR|CH|IT),/, ",Austria,") : line,
  );
  await call("PUT", "/api/assets/nightly/course-groups.csv", sample);
  await call("PUT", "/api/assets/nightly/course-groups-monday.csv", broken.join("\n"));
  // A cell may hold a line break, so the file is cut where every quote is closed.
  let half = 600;
  while (lines.slice(0, half).join("\n").split('"').length % 2 === 0) half++;
  await call("PUT", "/api/assets/nightly/course-groups-half.csv", `${lines.slice(0, half).join("\n")}\n`);
  const run = (asset, options) => call("POST", "/api/imports", { entity, asset, ...options }, { Prefer: "wait=30" });
  const monday = await run("nightly/course-groups-monday.csv", { importerId: "campus-erp" });
  const renamed = sample.replaceAll("First Aid at Work", "First Aid for Everybody");
  await call("PUT", "/api/assets/nightly/course-groups-tuesday.csv", renamed);
  const dry = await run("nightly/course-groups-tuesday.csv", { importerId: "campus-erp", dryRun: true });
  const asking = await run("nightly/course-groups-half.csv", { importerId: "campus-erp", mode: "snapshot" });
  await call("PUT", "/api/assets/students.csv", "id,userId\nstudent-1,user-1\nstudent-2,user-2\n");
  await call(
    "POST",
    "/api/imports",
    { entity: "student", asset: "students.csv", importerId: "registrar" },
    { Prefer: "wait=30" },
  );
  const times = { cron: "30 2 * * 1-5", timeZone: "Europe/Vienna" };
  const schedule = await call("POST", "/api/schedules", {
    ...{ name: "course groups, every night", ...times },
    import: { entity, asset: "nightly/course-groups.csv", importerId: "nightly-erp" },
  });
  await call("POST", `/api/schedules/${schedule.id}/trigger`, undefined, { Prefer: "wait=30" });
  await fetch(`${url}/api/assets/nightly/roster.zip`, {
    method: "PUT",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/zip" },
    body: readFileSync("samples/roster.zip"),
  });
  const roster = await call(
    "POST",
    "/api/packages",
    { asset: "nightly/roster.zip", preset: "oneroster-1.1", importerId: "sis" },
    { Prefer: "wait=30" },
  );
  await call("PUT", "/api/credentials/campus-erp", {
    ...{ type: "basic", origin: "https://erp.example", username: "nightly", password: "only for a picture" },
  });
  return {
    imports: "/console",
    problems: `/console/jobs/${monday.id}`,
    rows: `/console/jobs/${monday.id}/problems?code=INVALID_DATE#rows`,
    plan: `/console/jobs/${dry.id}/plan`,
    deletions: `/console/jobs/${asking.id}`,
    about: `/console/jobs/${monday.id}/about`,
    "new-import": "/console/import",
    "second-step": "/console/import?asset=nightly/course-groups-monday.csv",
    schedules: "/console/schedules",
    schedule: `/console/schedules/${schedule.id}`,
    integrity: "/console/integrity",
    files: "/console/files",
    package: `/console/jobs/${roster.id}`,
    archive: "/console/import?asset=nightly/roster.zip",
    credentials: "/console/credentials",
    keys: "/console/keys",
    "sign-in": "/console/sign-in",
  };
}

async function takePictures(link, url, addresses) {
  mkdirSync(folder, { recursive: true });
  const executablePath = process.env.BULKHEAD_CHROMIUM ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Europe/Vienna" });
  const page = await context.newPage();
  await page.goto(link);
  await page.waitForURL(`${url}/console`);
  const looks = [
    { name: "light", colorScheme: "light", width: 1_100, height: 760 },
    { name: "dark", colorScheme: "dark", width: 1_100, height: 760 },
    { name: "narrow", colorScheme: "light", width: 320, height: 640 },
  ];
  for (const { name, colorScheme, width, height } of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height });
    for (const [screen, address] of Object.entries(addresses)) {
      await page.goto(`${url}${address}`);
      await page.waitForFunction("document.querySelector('time[data-local]') === null");
      await page.screenshot({ path: `${folder}/${screen}-${name}.png` });
    }
  }
  await browser.close();
}
