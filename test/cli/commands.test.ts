import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { type CliRun, runCli } from "../support/child-cli.js";
import { eventCsv } from "../support/event-file.js";

/** The built command line, without a terminal, against a server elsewhere. */
let bulkhead: TestBulkhead;
let folder: string;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
  folder = await mkdtemp(join(tmpdir(), "bulkhead-cli-"));
  await writeFile(join(folder, "good.csv"), eventCsv({ rows: 3 }));
  const change = (_: unknown, row: number) => (row === 2 ? { startDate: "tomorrow" } : {});
  await writeFile(join(folder, "rejects.csv"), eventCsv({ rows: 3, change }));
  await writeFile(join(folder, "broken.csv"), "id,title\n1,lost\n");
});
afterAll(async () => {
  await bulkhead.stop();
  await rm(folder, { recursive: true });
});

function run(...args: string[]): Promise<CliRun> {
  return runCli(args, { BULKHEAD_DATA_DIR: folder, BULKHEAD_URL: bulkhead.url, BULKHEAD_API_KEY: bulkhead.key });
}

const entity = ["--entity", "courseGroupInPersonEvent"];
const importFile = (name: string, ...args: string[]) => run("import", join(folder, name), ...entity, ...args);

/** The one JSON document that a command printed. */
function printed<T>({ lines }: CliRun): T {
  const documents = lines.filter((line) => line.startsWith("{"));
  expect(documents).toHaveLength(1);
  return JSON.parse(documents[0] ?? "");
}

test("an import that is waited for says how it goes and how it ended, also by its exit code", async () => {
  const dryRun = await importFile("good.csv", "--dry-run", "--wait", "--json");
  expect(dryRun.code).toBe(0);
  expect(printed<JobResource>(dryRun)).toMatchObject({ state: "complete", dryRun: true, counts: { created: 3 } });

  const complete = await importFile("good.csv", "--wait");
  expect(complete.code).toBe(0);
  expect(complete.lines[0]).toMatch(/^\S+ {2}complete: 3 rows are in\.$/);
  expect(complete.lines).toContainEqual("  3 created, 0 updated, 0 unchanged, 0 deleted");
  expect(complete.lines).toContainEqual(expect.stringMatching(/^\d{4}-\S+Z {2}100 % {2}complete {2}3 of 3 rows/));

  const rejects = await importFile("rejects.csv", "--wait");
  expect(rejects.code).toBe(2);
  expect(rejects.lines).toContainEqual("  issues: INVALID_DATE × 1");
  expect(rejects.lines).toContainEqual(expect.stringMatching(/bulkhead rejects [0-9a-f-]{36} > rejects.csv/));

  const broken = await importFile("broken.csv", "--wait");
  expect(broken.code).toBe(1);
  expect(broken.lines).toContainEqual(expect.stringMatching(/^ {2}MISSING_COLUMN, line 1: /));
});

test("what is alike among the issues is shown, and corrected in all its rows at once", async () => {
  const change = (_: unknown, row: number) => (row < 3 ? { country: "Austria" } : {});
  await writeFile(join(folder, "alike.csv"), eventCsv({ rows: 4, change }));
  const imported = await importFile("alike.csv", "--importer", "alike", "--wait");
  expect(imported.code).toBe(2);
  const id = /[0-9a-f-]{36}/.exec(imported.lines.join("\n"))?.[0] ?? "";
  const issues = await run("issues", id);
  expect(issues.lines[0]).toMatch(/^\d\tINVALID_COUNTRY\tcountry\tAustria\t\d+$/);
  const replacement = ["--code", "INVALID_COUNTRY", "--column", "country", "--from", "Austria", "--to", "AT"];
  const dry = await run("correct", id, ...replacement, "--dry-run", "--wait");
  expect([dry.code, dry.lines.join("\n")]).toEqual([0, expect.stringContaining("Nothing was stored.")]);
  const done = await run("correct", id, ...replacement, "--wait", "--json");
  expect(printed<JobResource>(done)).toMatchObject({ state: "complete", correctionOf: id });
  const wrong = await run("correct", id, ...replacement.slice(0, -1), "Austria");
  expect([wrong.code, wrong.lines.join("\n")]).toEqual([1, expect.stringContaining("INVALID_CORRECTIONS")]);
  expect((await run("integrity", "--rule", "MISSING_REFERENCE")).code).toBe(0);
});

test("an import with a key is one import, and is watched to its end", async () => {
  const again = () => importFile("good.csv", "--importer", "erp", "--idempotency-key", "one", "--json");
  const [first, second] = [printed<JobResource>(await again()), printed<JobResource>(await again())];
  expect(second.id).toBe(first.id);
  expect(await run("jobs", "watch", first.id)).toMatchObject({ code: 0 });
  const { lines } = await run("jobs", "list", "--importer", "erp");
  expect(lines).toEqual([
    expect.stringMatching(new RegExp(`^${first.id}\tcomplete\tcourseGroupInPersonEvent\terp\t3\t0`)),
  ]);
  expect(printed<JobResource>(await run("jobs", "show", first.id, "--json"))).toMatchObject({ id: first.id });
});

test("stored files are put, listed, printed and forgotten", async () => {
  expect((await run("assets", "put", join(folder, "broken.csv"), "nightly/one & two.csv")).code).toBe(0);
  expect((await run("assets", "list", "nightly/")).lines).toEqual([
    expect.stringMatching(/^nightly\/one & two.csv\t16\t/),
  ]);
  expect((await run("assets", "get", "nightly/one & two.csv")).lines).toEqual(["id,title", "1,lost"]);
  await writeFile(join(folder, "empty.csv"), "");
  expect((await run("assets", "put", join(folder, "empty.csv"), "empty.csv")).code).toBe(0);
  expect(await run("assets", "get", "empty.csv")).toMatchObject({ code: 0 });
  expect((await run("assets", "list", "")).lines).toContainEqual(expect.stringMatching(/^empty.csv\t0\t/));
  expect((await run("assets", "delete", "nightly/one & two.csv")).code).toBe(0);
  const gone = await run("assets", "delete", "nightly/one & two.csv");
  expect(gone).toEqual({ code: 1, lines: [expect.stringMatching(/^ASSET_NOT_FOUND: /)] });
});

test("a schedule is made, shown, run by hand, paused, resumed and deleted", async () => {
  await run("assets", "put", join(folder, "good.csv"), "nightly.csv");
  const when = ["--cron", "30 3 * * *", "--time-zone", "Europe/Vienna", "--pause-after", "3"];
  const made = await run("schedules", "create", "--name", "nightly", "--asset", "nightly.csv", ...entity, ...when);
  expect(made.code).toBe(0);
  const id = made.lines[0]?.split(" ")[0] ?? "";
  expect(made.lines[0]).toBe(`${id}  nightly: courseGroupInPersonEvent from nightly.csv, 30 3 * * * (Europe/Vienna)`);
  expect(made.lines.filter((line) => line.startsWith("  next  "))).toHaveLength(5);
  expect((await run("schedules", "trigger", id, "--wait")).code).toBe(0);
  expect((await run("schedules", "show", id)).lines).toContainEqual(
    expect.stringMatching(/^ {2}ran {3}\S+Z {2}job {2}[0-9a-f-]{36} {2}complete$/),
  );
  expect((await run("schedules", "pause", id)).lines).toContain("  paused: paused by admin-key");
  expect((await run("schedules", "resume", id)).lines).not.toContain("  paused: paused by admin-key");
  expect((await run("schedules", "list")).lines).toEqual([
    `${id}\tnightly\t30 3 * * *\tEurope/Vienna\tcourseGroupInPersonEvent\tnightly.csv\tactive`,
  ]);
  expect((await run("schedules", "delete", id)).code).toBe(0);
  expect((await run("schedules", "show", id)).code).toBe(1);
});

test("what cannot be done is said in one line, with 1", async () => {
  const unknown = await importFile("good.csv", "--entity", "nothing");
  expect(unknown).toEqual({ code: 1, lines: [expect.stringMatching(/^UNKNOWN_ENTITY: /)] });
  const env = { BULKHEAD_DATA_DIR: folder, BULKHEAD_URL: "http://127.0.0.1:65001" };
  const unanswered = await runCli(["jobs", "list"], { ...env, BULKHEAD_API_KEY: "bh_x" });
  expect(unanswered).toEqual({
    code: 1,
    lines: [expect.stringMatching(/^No server answers at http:\/\/127.0.0.1:65001 \(/)],
  });
  expect(await runCli(["jobs", "list"], env)).toEqual({ code: 1, lines: [expect.stringMatching(/^No API key/)] });
  expect((await importFile("good.csv", "--mode", "destroy")).code).toBe(1);
});

test("a package is imported whole, and says what became of each of its files", async () => {
  const done = await run(
    "packages",
    "import",
    "samples/roster.zip",
    "--preset",
    "oneroster-1.1",
    "--importer",
    "sis",
    "--wait",
  );
  expect(done.code).toBe(0);
  expect(done.lines).toContainEqual(expect.stringMatching(/^\S+ {2}complete {2}cli\/roster.zip$/));
  expect(done.lines).toContainEqual(
    expect.stringMatching(
      /^ {2}classes.csv\tgroup\t\S+\tcomplete\t6 created, 0 updated, 0 unchanged, 0 deleted, 0 invalid$/,
    ),
  );
  expect(done.lines).toContainEqual(
    expect.stringMatching(/^ {2}not imported: academicSessions.csv: There is no entity/),
  );
  const schedule = ["--name", "roster", "--cron", "30 2 * * *", "--time-zone", "UTC", "--asset", "cli/roster.zip"];
  const made = await run("schedules", "create", ...schedule, "--preset", "oneroster-1.1", "--json");
  const { id, import: what } = printed<{ id: string; import: { entity: string } }>(made);
  expect(what.entity).toBe("package");
  expect((await run("schedules", "delete", id)).code).toBe(0);
});

test("a hold is stored, listed and deleted; a number that cannot be read stores none", async () => {
  expect((await run("holds", "put", "erp", "user", "--created", "20", "--rows", "5000")).code).toBe(0);
  const listed = await run("holds", "list");
  expect(listed.lines).toContainEqual(expect.stringMatching(/^erp\tuser\t20\t-\t-\t5000\t/));
  const refused = await run("holds", "put", "erp", "user", "--updated", "50%");
  expect([refused.code, refused.lines.join()]).toEqual([1, expect.stringContaining("whole number")]);
  expect((await run("holds", "delete", "erp", "user")).code).toBe(0);
});

test("a webhook is made, tested, disabled, rotated and deleted", async () => {
  const made = await run("webhooks", "create", "https://campus.example/hook", "--event", "job.completed", "job.failed");
  const id = /webhook (\S+)/.exec(made.lines.join("\n"))?.[1] ?? "";
  expect(made.lines).toContainEqual(expect.stringMatching(/^whsec_/));
  const [delivery = ""] = (await run("webhooks", "test", id)).lines;
  const deliveries = await run("webhooks", "deliveries", id, "--state", "pending");
  expect(deliveries.lines).toContainEqual(expect.stringMatching(new RegExp(`^${delivery}\twebhook.test\tpending\t`)));
  expect((await run("webhooks", "redeliver", id, delivery)).code).toBe(0);
  expect((await run("webhooks", "disable", id)).code).toBe(0);
  const listed = await run("webhooks", "list");
  expect(listed.lines).toContainEqual(
    expect.stringMatching(
      new RegExp(`^${id}\thttps://campus.example/hook\tdisabled: asked\t.*\tjob.completed job.failed$`),
    ),
  );
  const refused = await run("webhooks", "test", id);
  expect([refused.code, refused.lines.join()]).toEqual([1, expect.stringContaining("WEBHOOK_DISABLED")]);
  expect((await run("webhooks", "enable", id)).code).toBe(0);
  expect((await run("webhooks", "rotate", id)).lines).toContainEqual(expect.stringMatching(/^whsec_/));
  expect((await run("webhooks", "delete", id)).code).toBe(0);
});

test("a mapping that is shown can be changed and stored again, and a file that is not JSON is named", async () => {
  const path = join(folder, "mapping.json");
  const mapping = { columns: { "Vor\u202ename": "firstName" }, constants: {}, values: {}, dates: null };
  await writeFile(path, JSON.stringify(mapping));
  expect((await run("mappings", "put", "erp", "user", path)).code).toBe(0);
  const shown = (await run("mappings", "show", "erp", "user")).lines;
  const closing = shown.lastIndexOf("}");
  const text = shown.slice(shown.indexOf("{"), closing + 1).join("\n");
  expect(JSON.parse(text)).toEqual(mapping);
  expect(text).not.toContain("\u202e");
  await writeFile(path, text);
  expect((await run("mappings", "put", "erp", "user", path)).code).toBe(0);
  await writeFile(path, "{ columns: {} }");
  const refused = await run("mappings", "put", "erp", "user", path);
  expect([refused.code, refused.lines.join()]).toEqual([1, expect.stringContaining(`${path} is not JSON: `)]);
});

test("a credential is stored from a file, listed without its secret, and deleted", async () => {
  const path = join(folder, "credential.json");
  const credential = { type: "bearer", origin: "https://erp.example", token: "a token of the server" };
  await writeFile(path, JSON.stringify(credential));
  expect((await run("credentials", "put", "erp", path)).lines).toContainEqual("bearer for https://erp.example");
  const listed = await run("credentials", "list");
  expect(listed.lines).toContainEqual(expect.stringMatching(/^erp\tbearer\thttps:\/\/erp.example\tadmin-key\t/));
  expect(listed.lines.join()).not.toContain(credential.token);
  const refused = await run("import", "https://other.example/users.csv", "--auth", "erp", "--entity", "user");
  expect([refused.code, refused.lines.join()]).toEqual([1, expect.stringContaining("INVALID_SOURCE")]);
  expect((await run("credentials", "delete", "erp")).code).toBe(0);
});
