import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { migrate, UnsuitableDatabase } from "../../src/db/migrate.js";
import type { JobResource } from "../../src/http/jobs/schema.js";
import { TestBulkhead } from "../support/bulkhead.js";
import { eventCsv } from "../support/event-file.js";

/** A database whose owner is no superuser, as a deployment has it. */
const account = `plain_${randomBytes(4).toString("hex")}`;
let superuser: pg.Client;
let url: string;
beforeAll(async () => {
  const server = new URL(inject("templateUrl"));
  server.pathname = "/bulkhead";
  superuser = new pg.Client(server.href);
  await superuser.connect();
  await superuser.query(`create role ${account} login password '${account}'`);
  await superuser.query(`create database ${account} owner ${account}`);
  await superuser.query(`revoke connect, temporary on database ${account} from public`);
  server.username = account;
  server.password = account;
  server.pathname = `/${account}`;
  url = server.href;
});
afterAll(() => superuser.end());

test("an account that may not make the roles gets an error that says what a superuser has to run, and nothing is migrated", async () => {
  await expect(migrate(url)).rejects.toThrow(UnsuitableDatabase);
  await expect(migrate(url)).rejects.toThrow(/grant bulkhead_process, bulkhead_request to/);
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query("select to_regclass('job') as job");
  await client.end();
  expect(rows).toEqual([{ job: null }]);
});

test("with the roles, an owner without other rights migrates, and imports of every size run to their ends", async () => {
  await superuser.query(`grant bulkhead_process, bulkhead_request to ${account}`);
  const bulkhead = await TestBulkhead.start({ DATABASE_URL: url });
  try {
    const importing = { importerId: "erp" };
    const large = await bulkhead.import(eventCsv({ rows: 12_000 }), importing);
    expect(large).toMatchObject({ state: "complete", counts: { created: 12_000 } });
    const change = (_: unknown, row: number) => (row % 10 === 1 ? { startDate: "tomorrow" } : {});
    const invalid = await bulkhead.import(eventCsv({ rows: 300, change }), importing);
    expect(invalid).toMatchObject({ state: "complete_with_rejects", counts: { invalid: 30 } });
    expect((await bulkhead.call("GET", `/api/jobs/${invalid.id}/rejects.csv`)).status).toBe(200);

    await bulkhead.upload("few.csv", eventCsv({ rows: 100 }));
    const snapshot = { ...importing, entity: "courseGroupInPersonEvent", asset: "few.csv", mode: "snapshot" };
    const asked = await bulkhead.call<JobResource>("POST", "/api/imports", { json: snapshot });
    await expect.poll(async () => (await bulkhead.job(asked.body.id)).state).toBe("awaiting_approval");
    expect((await bulkhead.call("POST", `/api/jobs/${asked.body.id}/cancel`)).body).toMatchObject({
      state: "cancelled",
    });

    const users = await bulkhead.import("id,firstName,lastName,passwordOrHash\nu1,Ada,L,a secret\n", {
      entity: "user",
    });
    expect(users.state).toBe("complete");
    expect((await bulkhead.call("DELETE", "/api/subjects/user/u1")).status).toBe(200);
    await bulkhead.call("POST", `/api/jobs/${large.id}/undo`);
    await expect.poll(async () => (await bulkhead.job(large.id)).state).toBe("undone");
  } finally {
    await bulkhead.stop();
  }
});
