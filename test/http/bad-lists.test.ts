import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestBulkhead } from "../support/bulkhead.js";

interface Result {
  readonly importResult: string;
  readonly importWarnings: string[];
  readonly exception: string | null;
}

let bulkhead: TestBulkhead;
beforeAll(async () => {
  bulkhead = await TestBulkhead.start({ BULKHEAD_MAX_LIST_BYTES: String(64 << 20) });
});
afterAll(async () => {
  await bulkhead.stop();
  const table = told.map(([name, status, message]) => `| ${name} | ${status} | ${message} |`);
  console.log(["| payload | status | exception, or the warning |", "|---|--:|---|", ...table].join("\n"));
});

const told: [string, number, string][] = [];

const user = (id: unknown, more: object = {}) => ({ id, firstName: "Ada", lastName: "Lovelace", ...more });
const good = JSON.stringify(user("good"));
const nested = (depth: number) => `[${"[".repeat(depth)}${"]".repeat(depth)}]`;
const nestedObject = (depth: number) => `[${'{"id":"a","x":'.repeat(depth)}1${"}".repeat(depth)}]`;
const billionLaughs = `<?xml version="1.0"?><!DOCTYPE users [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><users><user><id>&b;</id></user></users>`;

interface Bad {
  readonly name: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly type?: string;
  readonly status?: number;
  readonly says: RegExp;
  readonly headers?: Record<string, string>;
  readonly query?: string;
}

const xml = "application/xml";

/** Payloads that are refused as a whole. */
const refused: Bad[] = [
  { name: "empty body", body: "", says: /^Tried to import an empty list, please check payload format\.$/ },
  { name: "empty list", body: "[]", says: /^Tried to import an empty list, please check payload format\.$/ },
  { name: "an object", body: good, says: /list/ },
  { name: "null", body: "null", says: /list/ },
  { name: "a number", body: "7", says: /list/ },
  { name: "a list of nulls", body: "[null,null]", says: /id/ },
  { name: "a list of numbers and texts", body: '[1,"a",true]', says: /id/ },
  { name: "objects without an id", body: '[{"firstName":"A"}]', says: /id/ },
  { name: "an id of null", body: JSON.stringify([user(null)]), says: /id/ },
  { name: "an id beyond 2^53", body: '[{"id":9007199254740993,"firstName":"A","lastName":"B"}]', says: /id/ },
  { name: "not JSON", body: "hello", says: /JSON|list/ },
  { name: "truncated in an object", body: `[${good},{"id":"b","firstN`, says: /./ },
  { name: "truncated before the end", body: `[${good}`, says: /./ },
  { name: "something after the list", body: `[${good}] x`, says: /./ },
  { name: "two lists", body: `[${good}][${good}]`, says: /./ },
  { name: "a missing comma", body: `[${good}${good}]`, says: /./ },
  { name: "arrays 5,000 levels deep", body: nested(5_000), says: /deep/ },
  { name: "objects 5,000 levels deep", body: nestedObject(5_000), says: /deep/ },
  { name: "arrays 1,000,000 levels deep", body: nested(1_000_000), says: /deep/ },
  {
    name: "not UTF-8",
    body: Buffer.from(`[{"id":"a","firstName":"\xe9","lastName":"b"}]`, "latin1"),
    says: /UTF-8|text/,
  },
  { name: "XML: empty list", type: xml, body: "<users/>", says: /^Tried to import an empty list/ },
  { name: "XML: wrong root", type: xml, body: "<students><student/></students>", says: /./ },
  { name: "XML: not well-formed", type: xml, body: "<users><user></users>", says: /./ },
  { name: "XML: truncated", type: xml, body: "<users><user><id>a</id>", says: /./ },
  { name: "XML: two roots", type: xml, body: "<users><user><id>a</id></user></users><users/>", says: /./ },
  { name: "XML: JSON", type: xml, body: `[${good}]`, says: /./ },
  {
    name: "XML: a DOCTYPE",
    type: xml,
    body: '<!DOCTYPE users SYSTEM "file:///etc/passwd"><users/>',
    says: /document type|DOCTYPE/i,
  },
  { name: "XML: entities that expand", type: xml, body: billionLaughs, says: /document type|DOCTYPE/i },
  { name: "XML: an unknown entity", type: xml, body: "<users><user><id>&a;</id></user></users>", says: /./ },
  {
    name: "XML: 5,000 levels deep",
    type: xml,
    body: `<users><user>${"<a>".repeat(5_000)}${"</a>".repeat(5_000)}</user></users>`,
    says: /deep/,
  },
  {
    name: "XML: another encoding",
    type: xml,
    body: '<?xml version="1.0" encoding="ISO-8859-1"?><users/>',
    says: /UTF-8|encoding/,
  },
  { name: "no content type, and no list", type: "", body: "id\n", status: 415, says: /Content-Type/ },
  { name: "a wrong content type", type: "text/csv", body: "id\n", status: 415, says: /Content-Type/ },
  { name: "another charset", type: "application/json; charset=latin1", body: `[${good}]`, status: 415, says: /UTF-8/ },
  {
    name: "a gzip bomb",
    body: gzipSync(Buffer.alloc(50 << 20, 0x20)),
    headers: { "Content-Encoding": "gzip" },
    says: /200 times/,
  },
  { name: "no importerId", query: "", body: `[${good}]`, says: /importerId/ },
  { name: "an unknown query parameter", query: "importerId=a&x=1", body: `[${good}]`, says: /./ },
  { name: "a mode that is none", query: "importerId=a&mode=everything", body: `[${good}]`, says: /mode/ },
  {
    name: "an invalid row, and onInvalid=abort",
    query: "importerId=a&onInvalid=abort",
    body: `[${good},{"id":"b"}]`,
    says: /invalid/,
  },
];

/** One bad entity beside a good one, which alone is imported. */
const skipped: (readonly [name: string, element: string, says: RegExp])[] = [
  ["null", "null", /#2/],
  ["a text", '"user"', /#2/],
  ["no id", '{"firstName":"A","lastName":"B"}', /required.*#2/],
  ["an id of spaces", JSON.stringify(user("  ")), /#2/],
  ["a number as id", '{"id":9007199254740993,"firstName":"A","lastName":"B"}', /type.*#2/],
  ["an id with a slash", JSON.stringify(user("a/b")), /URL.*a\/b/],
  ["an id of 256 characters", JSON.stringify(user("x".repeat(256))), /too long.*#2/],
  ["a missing name", JSON.stringify({ id: "b", firstName: "A" }), /required.*b \(lastName\)/],
  ["a number as name", JSON.stringify(user("b", { firstName: 7 })), /type.*b \(firstName\)/],
  ["an object as name", JSON.stringify(user("b", { firstName: {} })), /type.*b \(firstName\)/],
  ["a text as list", JSON.stringify(user("b", { campusManagementRoles: "X" })), /type.*b \(campusManagementRoles\)/],
  ["nulls in a list", JSON.stringify(user("b", { campusManagementRoles: [null] })), /type.*b/],
  ["a lone surrogate", '{"id":"b","firstName":"\\ud800","lastName":"B"}', /cannot be stored.*b \(firstName\)/],
  ["a NUL", '{"id":"b","firstName":"\\u0000","lastName":"B"}', /cannot be stored.*b \(firstName\)/],
  ["a property twice", '{"id":"b","firstName":"A","firstName":"C","lastName":"B"}', /twice.*b/],
  ["an id twice in one object", '{"id":"b","id":"c","firstName":"A","lastName":"B"}', /twice/],
  ["the id of another", good, /occurs before.*good/],
  [
    "a pre-hashing without a password",
    JSON.stringify(user("b", { passwordPreHashing: { algorithm: "a", saltMode: "b" } })),
    /required.*b/,
  ],
  [
    "a pre-hashing of nonsense",
    JSON.stringify(user("b", { passwordOrHash: "x", passwordPreHashing: { algorithm: 1 } })),
    /hashing.*b/,
  ],
];

test.each(refused)(
  "$name is refused with a reason",
  async ({ name, body, type = "application/json", status = 400, says, headers, query = "importerId=a" }) => {
    const answer = await bulkhead.call<Result>("POST", `/import/users?${query}`, {
      body,
      headers: { "Content-Type": type, ...headers },
    });
    told.push([name, answer.status, answer.body.exception ?? ""]);
    expect(answer.body).toEqual({
      importResult: "ERROR",
      importWarnings: [],
      globalValidationResult: null,
      globalValidationWarnings: null,
      exception: expect.stringMatching(says),
    });
    expect(answer.status).toBe(status);
  },
);

test("a body of 2 GB is refused as soon as it is announced, and one that is not announced at the limit", async () => {
  const { hostname, port } = new URL(bulkhead.url);
  const announced = await rawPost({ hostname, port, headers: { "Content-Length": String(2 ** 31) }, blocks: 1 });
  const streamed = await rawPost({ hostname, port, headers: { "Transfer-Encoding": "chunked" }, blocks: 100 });
  for (const [name, { status, exception }] of Object.entries({
    "a 2 GB body, announced": announced,
    "a body over the limit, streamed": streamed,
  })) {
    told.push([name, status, exception]);
    expect([status, exception]).toEqual([400, expect.stringMatching(/larger/)]);
  }
});

test.each(skipped)("%s is left out with a warning, and the good one is imported", async (name, element, says) => {
  const { status, body } = await bulkhead.call<Result>(
    "POST",
    "/import/users?importerId=a&runGlobalIntegrityCheck=false",
    {
      body: `[${good},${element}]`,
      headers: { "Content-Type": "application/json" },
    },
  );
  told.push([`beside a good user: ${name}`, status, body.importWarnings.join(" / ")]);
  expect([status, body.importResult, body.importWarnings.length]).toEqual([200, "SUCCESS", 1]);
  expect(body.importWarnings[0]).toMatch(says);
  expect(await bulkhead.deps.db.query.selectFrom("user").select("id").execute()).toEqual([{ id: "good" }]);
});

test("__proto__ is an unknown property like any other", async () => {
  const body = '[{"id":"good","firstName":"Ada","lastName":"Lovelace","__proto__":{"polluted":true}}]';
  const answer = await bulkhead.call<Result>("POST", "/import/users?importerId=a", {
    body,
    headers: { "Content-Type": "application/json" },
  });
  told.push(["a __proto__ in a user", answer.status, answer.body.importWarnings.join(" / ")]);
  expect(answer.status).toBe(200);
  expect(answer.body.importWarnings).toEqual(["Some users have unknown properties, which were left out: __proto__"]);
  expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
});

test("requests that are none of an import's answer in its form too", async () => {
  const calls = {
    "no key": await bulkhead.call<Result>("POST", "/import/users?importerId=a", { key: null }),
    "a read key": await bulkhead.call<Result>("POST", "/import/users?importerId=a", {
      key: await bulkhead.addKey("read"),
    }),
    "a sample without the admin role": await bulkhead.call<Result>(
      "GET",
      "/import/getSample?entity=User&contentType=application/json",
      { key: await bulkhead.addKey("import") },
    ),
    "a sample of nothing": await bulkhead.call<Result>(
      "GET",
      "/import/getSample?entity=Nothing&contentType=application/json",
    ),
    "an unknown list": await bulkhead.call<Result>("POST", "/import/teachers?importerId=a"),
    "an unknown job": await bulkhead.call<Result>("GET", "/import/jobs/nobody"),
    "an unknown method": await bulkhead.call<Result>("DELETE", "/import/users"),
  };
  for (const [name, { status, body }] of Object.entries(calls)) {
    told.push([name, status, body.exception ?? ""]);
    expect([name, body.importResult, typeof body.exception]).toEqual([name, "ERROR", "string"]);
  }
  expect(Object.values(calls).map(({ status }) => status)).toEqual([401, 403, 403, 400, 404, 404, 405]);
});

async function rawPost({
  hostname,
  port,
  headers,
  blocks,
}: {
  hostname: string;
  port: string;
  headers: Record<string, string>;
  blocks: number;
}) {
  const { request } = await import("node:http");
  return new Promise<{ status: number; exception: string }>((resolve, reject) => {
    const call = request({
      hostname,
      port,
      method: "POST",
      path: "/import/users?importerId=a",
      headers: { Authorization: `Bearer ${bulkhead.key}`, "Content-Type": "application/json", ...headers },
    });
    let answered = false;
    call.on("response", (response) => {
      answered = true;
      let text = "";
      response.on("data", (block: Buffer) => {
        text += block.toString();
      });
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, exception: (JSON.parse(text) as Result).exception ?? "" });
        call.destroy();
      });
    });
    call.on("error", (error) => {
      if (!answered) reject(error);
    });
    const block = Buffer.alloc(1 << 20, 0x20);
    const send = (left: number) => {
      if (left > 0 && !answered) call.write(block, () => setImmediate(() => send(left - 1)));
    };
    send(blocks);
  });
}
