import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { campusShapes } from "../../chaos/campus-shapes.js";
import { createClient, type JobEnd } from "../../chaos/client.js";
import { compare } from "../../chaos/compare.js";
import type { Deliveries } from "../../chaos/deliveries.js";
import { eventShapes } from "../../chaos/event-shapes.js";
import { type Feed, makeFeed } from "../../chaos/feed.js";
import type { Format } from "../../chaos/format.js";
import type { Shape } from "../../chaos/shape.js";
import { TestBulkhead } from "../support/bulkhead.js";

/** The chaos run proves nothing unless its comparison sees what is wrong: here the test tampers with the rows. */
let bulkhead: TestBulkhead;
let session: pg.Client;
let deliveries: Deliveries;
const tenantId = "chaos";

beforeAll(async () => {
  bulkhead = await TestBulkhead.start();
  const apiKeys = new Map([[tenantId, await bulkhead.addKey("import", tenantId)]]);
  session = new pg.Client({ connectionString: bulkhead.env.DATABASE_URL, options: "-c timezone=UTC" });
  await session.connect();
  const violations: string[] = [];
  const signal = AbortSignal.timeout(120_000);
  const client = createClient({ urls: [bulkhead.url], apiKeys, signal, onViolation: (what) => violations.push(what) });
  const accepted = new Map<string, string>();
  const ended = new Map<string, JobEnd>();
  const scenarios = [{ name: "tampering", feeds: feeds() }];
  for (const feed of scenarios.flatMap(({ feeds }) => feeds)) {
    for (const file of feed.files) {
      const jobId = await client.send(feed, file);
      accepted.set(file.key, jobId);
      ended.set(file.key, await client.end(feed, jobId));
    }
  }
  expect(violations).toEqual([]);
  deliveries = { scenarios, accepted, ended };
});

/** Webinars with their sessions, and a campus. */
function feeds(): Feed[] {
  const { webinarGroup, webinarSession } = eventShapes;
  const { user, course, survey } = campusShapes;
  const made: Feed[] = [];
  function add(shape: Shape, rows: number, formats: readonly Format[], after: Feed | null = null): Feed {
    const feed = makeFeed({
      ...{ seed: 80 + made.length, tenantId, scenario: "tampering" },
      shape,
      steady: false,
      rows,
      formats,
      after,
    });
    made.push(feed);
    return feed;
  }
  add(webinarSession, 400, ["csv"], add(webinarGroup, 400, ["csv"]));
  add(user, 100, ["json", "xml", "csv"]);
  add(survey, 200, ["xml", "json"], add(course, 200, ["json", "xml"]));
  return made;
}

afterAll(async () => {
  await session.end();
  await bulkhead.stop();
});

test("undisturbed imports end as the reference says, and store what it says", async () => {
  const comparison = await compare(session, deliveries);
  expect(comparison).toMatchObject({ lost: 0, leftOver: 0, different: 0, faults: [] });
  expect(comparison.rows).toBeGreaterThan(800);
});

test.each([
  ["a lost row", "delete from webinar where id = (select min(id) from webinar)", { lost: 1 }],
  [
    "a row too many",
    "update survey set id = 'x-' || id where id = (select min(id) from survey)",
    { lost: 1, leftOver: 1 },
  ],
  ["a changed value", "update course set name = 'x' where id = (select min(id) from course)", { different: 1 }],
  [
    "another instant",
    "update survey set closes_at = closes_at + interval '1 microsecond' where id = (select min(id) from survey)",
    { different: 1 },
  ],
  [
    "a password in clear",
    `update "user" set password_or_hash = 'secret' where id = (select min(id) from "user" where password_or_hash is not null)`,
    { different: 1 },
  ],
])("the comparison reports %s", async (_, tampering, counts) => {
  await session.query("begin");
  await session.query(tampering);
  const { faults, ...found } = await compare(session, deliveries);
  await session.query("rollback");
  expect(found).toMatchObject({ lost: 0, leftOver: 0, different: 0, ...counts });
  expect(faults.length).toBeGreaterThan(0);
});

test("the comparison reports another outcome, other counts, and an unknown job", async () => {
  const [[key = "", end] = []] = [...deliveries.ended];
  const faultsWith = async (changed: JobEnd | undefined) => {
    const ended = new Map(deliveries.ended);
    if (changed) ended.set(key, changed);
    else ended.delete(key);
    return (await compare(session, { ...deliveries, ended })).faults;
  };
  expect(await faultsWith(end && { ...end, state: "failed" })).toHaveLength(1);
  expect(await faultsWith(end && { ...end, counts: { ...end.counts, created: -1 } })).toHaveLength(1);
  expect(await faultsWith(undefined)).toHaveLength(1);
  const accepted = new Map([...deliveries.accepted].slice(1));
  expect((await compare(session, { ...deliveries, accepted })).faults).toHaveLength(2);
});
