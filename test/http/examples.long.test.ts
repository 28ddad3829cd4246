import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { readEnv } from "../../src/config.js";
import { type Example, examples } from "../../src/http/examples.js";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { operationsOf, Recorder } from "../support/recorder.js";
import { zipFile } from "../support/zip-file.js";

const fileType = { "Content-Type": "text/csv" };
const courses = "id,name,code,startDate\nc-1,Linear Algebra,MAT101,2030-03-01T00:00:00Z\nc-2,Analysis,MAT102,soon\n";
const meeting = "2030-05-31T09:00:00.000Z,2030-05-31T17:00:00.000Z,Europe/Vienna";
const place = "Conference Centre,Main Street 1,Vienna,AT";

let bulkhead: TestBulkhead;
let recorder: Recorder;
beforeAll(async () => {
  // The bounds that an answer shows are the defaults.
  bulkhead = await TestBulkhead.start({ BULKHEAD_MAX_REQUESTS_PER_SECOND: "100", BULKHEAD_MIN_SCHEDULE_SECONDS: "60" });
  recorder = new Recorder(bulkhead, await operationsOf(bulkhead));
});
afterAll(() => bulkhead.stop());

/** An upload, an import with a rejected row, and all that is asked of a job. */
async function jobs(): Promise<void> {
  await recorder.call("putAsset", { path: "nightly/courses.csv" }, { body: courses, headers: fileType });
  const import_ = { entity: "course", asset: "nightly/courses.csv", importerId: "campus" };
  const { id } = await recorder.call<JobResource>("startImport", {}, { json: import_ });
  await bulkhead.jobEnd(id);
  await recorder.call("getJob", { id });
  await recorder.call("listJobs", { entity: "course", limit: "1" });
  await recorder.call("listRows", { id, outcome: "invalid" });
  await recorder.call("groupIssues", { id });
  await recorder.call("getRejects", { id });
  await recorder.call("streamJob", { id });
  await recorder.call("getBackgroundJob", { id });
  await recorder.call("listFindings", { id });
  const replace = [{ code: "INVALID_DATE", column: "startDate", from: "soon", to: "2030-03-01T00:00:00Z" }];
  const corrected = await recorder.call<JobResource>("correctRejects", { id }, { json: { replace } });
  await bulkhead.jobEnd(corrected.id);
  const retried = await recorder.call<JobResource>("retryJob", { id });
  await bulkhead.jobEnd(retried.id);
  await recorder.call("undoJob", { id: corrected.id });
  await vi.waitFor(async () => expect((await bulkhead.job(corrected.id)).state).toBe("undone"), { timeout: 120_000 });
  await recorder.call("listOpenFindings", { entity: "course", limit: "1" });
  await approvals(import_);
}

async function approvals(import_: object): Promise<void> {
  await bulkhead.upload("nightly/none.csv", "id,name\n");
  for (const operation of ["cancelJob", "approveJob"]) {
    const json = { ...import_, asset: "nightly/none.csv", mode: "snapshot" };
    const { body } = await bulkhead.call<JobResource>("POST", "/api/imports", { json });
    const asks = async () => expect((await bulkhead.job(body.id)).state).toBe("awaiting_approval");
    await vi.waitFor(asks, { timeout: 120_000 });
    await recorder.call(operation, { id: body.id });
    await bulkhead.jobEnd(body.id);
  }
}

async function assets(): Promise<void> {
  await recorder.call("getAsset", { path: "nightly/courses.csv" });
  await recorder.call("listAssets", { prefix: "nightly/", limit: "1" });
  const body = new FormData();
  body.set("file", new File(["id,name\norg-1,Faculty of Law\n"], "organizations.csv", { type: "text/csv" }));
  body.set("path", "nightly/organizations.csv");
  const { path } = await recorder.call<{ path: string }>("postAsset", {}, { body });
  await recorder.call("deleteAsset", { path });
}

async function schedules(): Promise<void> {
  const json = {
    ...{ name: "nightly", cron: "30 2 * * *", timeZone: "Europe/Vienna", skipIfUnchanged: false },
    import: { entity: "course", asset: "nightly/courses.csv", importerId: "campus" },
  };
  const { id } = await recorder.call<{ id: string }>("createSchedule", {}, { json });
  await recorder.call("pauseSchedule", { id });
  await recorder.call("resumeSchedule", { id });
  await recorder.call("changeSchedule", { id }, { json: { cron: "0 3 * * *" } });
  const run = await recorder.call<JobResource>("triggerSchedule", { id });
  await bulkhead.jobEnd(run.id);
  await recorder.call("getSchedule", { id });
  await recorder.call("listSchedules");
  await recorder.call("deleteSchedule", { id });
}

async function filesOfAnImporter(): Promise<void> {
  const of = { importerId: "campus", entity: "user" };
  const mapping = {
    columns: { Vorname: "firstName", Bemerkung: null },
    constants: { campusManagementRoles: "STUDENT" },
  };
  await recorder.call("putMapping", of, { json: mapping });
  await recorder.call("getMapping", of);
  await recorder.call("listMappings");
  await recorder.call(
    "suggestMapping",
    {},
    { json: { entity: "user", header: ["Personennummer", "Vorname", "Notiz"] } },
  );
  await recorder.call("deleteMapping", of);
  await recorder.call("putHold", of, { json: { createdPercent: 20, updatedPercent: 50 } });
  await recorder.call("getHold", of);
  await recorder.call("listHolds");
  await recorder.call("deleteHold", of);
  const credential = { type: "basic", origin: "https://erp.example", username: "nightly", password: "only an example" };
  await recorder.call("putCredential", { name: "erp" }, { json: credential });
  await recorder.call("getCredential", { name: "erp" });
  await recorder.call("listCredentials");
  await recorder.call("deleteCredential", { name: "erp" });
}

async function packages(): Promise<void> {
  const roster = zipFile([{ name: "orgs.csv", content: "sourcedId,name,type\no1,School,school\n" }]);
  await bulkhead.upload("nightly/roster.zip", roster);
  const json = { asset: "nightly/roster.zip", preset: "oneroster-1.1", importerId: "sis" };
  const { id } = await recorder.call<JobResource>("startPackage", {}, { json });
  await bulkhead.jobEnd(id);
  await recorder.call("getPackage", { id });
}

async function tenant(): Promise<void> {
  await recorder.call("getOwnKey");
  const json = { name: "erp", role: "import", expiresInDays: 365 };
  const { id } = await recorder.call<{ id: string }>("makeKey", {}, { json });
  await recorder.call("rotateKey", { id }, { json: { overlapHours: 24 } });
  await recorder.call("revokeKey", { id });
  await recorder.call("listKeys");
  await recorder.call("listLimits");
  await recorder.call("listAuditEvents", { action: "key.made", limit: "1" });
}

async function webhooks(): Promise<void> {
  const json = { url: "https://campus.example/hooks/imports", events: ["job.completed", "job.failed"] };
  const { id } = await recorder.call<{ id: string }>("makeWebhook", {}, { json });
  await recorder.call("getWebhook", { id });
  await recorder.call("listWebhooks");
  await recorder.call("changeWebhook", { id }, { json: { enabled: true } });
  await recorder.call("rotateWebhook", { id }, { json: { overlapHours: 24 } });
  const { id: delivery } = await recorder.call<{ id: string }>("testWebhook", { id });
  await recorder.call("listDeliveries", { id });
  await recorder.call("redeliver", { id, delivery });
  await recorder.call("deleteWebhook", { id });
}

async function contracts(): Promise<void> {
  const groups = `id,title,startDate,endDate,timeZone,locationName,address1,city,country\ng-1,Leadership,${meeting},${place}\n`;
  const sessions = `id,courseGroupId,title,startDate,endDate,timeZone,locationName,address1,city,country\ns-1,g-1,Part 2,${meeting},${place}\n`;
  const webinars = `id,title,startDate,endDate,timeZone,meetingUrl\nw-1,Online,${meeting},https://meet.example/w-1\n`;
  const parts = `id,courseGroupId,title,startDate,endDate,timeZone,meetingUrl\np-1,w-1,Part 2,${meeting},https://meet.example/p-1\n`;
  for (const [operation, name, content] of [
    ["bulkImportCourseGroupInPersonEvent", "groups", groups],
    ["bulkImportInPersonEvent", "sessions", sessions],
    ["bulkImportCourseGroupWebinar", "webinars", webinars],
    ["bulkImportWebinar", "parts", parts],
  ] as const) {
    await bulkhead.upload(`nightly/${name}.csv`, content);
    await recorder.call(operation, {}, { json: { bulkImportAssetPath: `nightly/${name}.csv` } });
  }
  const hours = { startDate: "2030-03-01T08:00:00.000Z", endDate: "2030-03-01T10:00:00.000Z" };
  const weeks = { opensAt: "2030-06-15T00:00:00.000Z", closesAt: "2030-06-29T00:00:00.000Z" };
  const lists = {
    importUsers: [{ id: "user_1", firstName: "Ada", lastName: "Lovelace" }],
    importOrganizations: [{ id: "organization_1", name: "Faculty of Law" }],
    importStudents: [{ id: "student_1", userId: "user_1" }],
    importCourses: [{ id: "course_1", name: "Linear Algebra" }],
    importGroups: [{ id: "group_1", name: "Group A", courseId: "course_1" }],
    importEvents: [{ id: "event_1", courseId: "course_1", ...hours }],
    importSurveys: [{ id: "survey_1", courseId: "course_1", title: "Feedback", ...weeks }],
  };
  for (const [operation, json] of Object.entries(lists)) {
    await recorder.call(operation, { importerId: "lists" }, { json });
  }
  const { body } = await bulkhead.call<{ items: { id: string }[] }>("GET", "/api/jobs?entity=user&limit=1");
  await recorder.call("getImportResult", { id: body.items[0]?.id ?? "" });
  await recorder.call("getSample", { entity: "User", contentType: "application/json" });
  await recorder.call("eraseSubject", { entity: "user", id: "user_1" });
}

async function service(): Promise<void> {
  await recorder.call("isAlive", {}, { key: null });
  await recorder.call("isReady", {}, { key: null });
  await recorder.call("listEntities");
  await recorder.call("getTemplate", { entity: "course" });
  await recorder.call("getRowSchema", { entity: "student" });
}

test("each operation answers its example's request with the status and the members of its example", async () => {
  for (const part of [jobs, assets, schedules, filesOfAnImporter, packages, tenant, webhooks, contracts, service]) {
    await part();
  }
  if (readEnv().RECORD_EXAMPLES !== undefined) {
    await writeFile("src/http/examples.json", `${JSON.stringify(recorder.examples, null, 2)}\n`);
    return;
  }
  const membersOf = ({ status, answer, ...rest }: Example) => ({ ...rest, status, answer: shapeOf(answer) });
  const shapes = (all: Readonly<Record<string, Example>>) =>
    Object.fromEntries(Object.entries(all).map(([operation, example]) => [operation, membersOf(example)]));
  expect(shapes(recorder.examples)).toEqual(shapes(examples));
});

/** The names of an object's members, to the depth at which they no longer depend on the moment. */
function shapeOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  return Object.keys(value).sort();
}
