import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readEnv } from "../../src/config.js";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { runPageCommands } from "../support/page-commands.js";
import { type SftpServer, startSftpServer } from "../support/sftp-server.js";

const users = `Kennung;Vorname;Nachname;E-Mail;Bemerkung
${["Ada", "Alan", "Grace", "Edsger", "Barbara"].map((name, at) => `P00${at + 1};${name};Müller;${name}@campus.example;`).join("\n")}
P006;;Zuse;konrad@campus.example;ohne Vornamen
`;

let server: SftpServer;
let bulkhead: TestBulkhead;
let folder: string;
beforeAll(async () => {
  server = await startSftpServer();
  bulkhead = await TestBulkhead.start({ BULKHEAD_ALLOW_SOURCES: "127.0.0.2" });
  folder = await mkdtemp(join(tmpdir(), "bulkhead-page-"));
  await writeFile(join(folder, "bulkhead"), `#!/bin/sh\nexec node ${resolve("dist/src/cli.js")} "$@"\n`, {
    mode: 0o755,
  });
  await writeFile(join(folder, "id_ed25519"), server.privateKey);
  await writeFile(join(server.folder, "users.csv"), users);
});
afterAll(async () => {
  await bulkhead.stop();
  await server.stop();
  await rm(folder, { recursive: true });
});

test("the commands of docs/nightly-sftp.md make a nightly feed, and its first run gives back the wrong row", async () => {
  const env = {
    PATH: `${folder}:${readEnv().PATH}`,
    ...{ BULKHEAD_URL: bulkhead.url, BULKHEAD_API_KEY: bulkhead.key },
    ...{ ACCOUNT: server.username, KEY_FILE: "id_ed25519", HOST_KEY: server.hostKey },
    ORIGIN: `sftp://127.0.0.2:${server.port}`,
    FILE: `sftp://127.0.0.2:${server.port}${server.folder}/users.csv`,
  };
  const run = (name: string) => runPageCommands("docs/nightly-sftp.md", name, env, folder);
  expect(await run("credential")).toContain(`ssh for ${env.ORIGIN}`);
  expect(await run("mapping")).toContain("version ");
  // A dry run with a rejected row ends with 2.
  await expect(run("try")).rejects.toThrow("Dry run: 5 rows would be in, 1 would not. Nothing was stored.");
  const [id = ""] = (await run("schedule")).split(/\s/);
  await run("webhook");
  expect(await readFile(join(folder, "webhook.secret"), "utf8")).toMatch(/^whsec_\S+\n$/);
  await runPageCommands("docs/nightly-sftp.md", "run", { ...env, SCHEDULE: id }, folder);
  const { body } = await bulkhead.call<{ items: JobResource[] }>("GET", `/api/jobs?scheduleId=${id}`);
  const job = await bulkhead.jobEnd(body.items[0]?.id ?? "");
  expect(job).toMatchObject({ state: "complete_with_rejects", counts: { created: 5, invalid: 1 }, warnings: [] });
  const rejects = await bulkhead.call<string>("GET", `/api/jobs/${job.id}/rejects.csv`);
  expect(rejects.body).toContain("P006;;Zuse;konrad@campus.example;ohne Vornamen;");
});
