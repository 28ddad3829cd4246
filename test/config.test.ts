import { resolve } from "node:path";
import { expect, test } from "vitest";
import { ConfigError, toConfig } from "../src/config.js";

const assetsOf = (env: Record<string, string>) => toConfig(env).assets;

test("assets lie in the data folder, in the folder that is named, or in a bucket", () => {
  const reserveBytes = 64 * 2 ** 20;
  expect(assetsOf({ BULKHEAD_DATA_DIR: "/data" })).toEqual({ folder: "/data/assets", reserveBytes });
  expect(assetsOf({ BULKHEAD_ASSETS: "file:///var/assets" })).toEqual({ folder: "/var/assets", reserveBytes });
  expect(assetsOf({ BULKHEAD_ASSETS: "file:assets" })).toEqual({ folder: resolve("assets"), reserveBytes });
  const region = { AWS_REGION: "eu-central-1" };
  expect(assetsOf({ ...region, BULKHEAD_ASSETS: "s3://imports" })).toEqual({
    ...{ bucket: "imports", prefix: "", region: "eu-central-1", pathStyle: false },
  });
  expect(
    assetsOf({ ...region, BULKHEAD_ASSETS: "s3://imports/bulkhead/v1/", BULKHEAD_S3_PATH_STYLE: "true" }),
  ).toMatchObject({ prefix: "bulkhead/v1", pathStyle: true });
});

test.each([
  "assets",
  "s3:/imports",
  "s3://",
  "s3://Imports",
  "s3://imports//assets",
  "s3://imports/../other",
  "s3://imports/a b",
  "https://bucket.s3.amazonaws.com/",
])("assets at %s are refused at the start", (setting) => {
  expect(() => assetsOf({ AWS_REGION: "eu-central-1", BULKHEAD_ASSETS: setting })).toThrow(ConfigError);
});

test("an import that can be undone for longer than its job is kept is refused at the start", () => {
  expect(() => toConfig({ BULKHEAD_KEEP_UNDO_DAYS: "120" })).toThrow(
    /BULKHEAD_KEEP_UNDO_DAYS.*BULKHEAD_KEEP_JOBS_DAYS/,
  );
  expect(toConfig({ BULKHEAD_KEEP_UNDO_DAYS: "120", BULKHEAD_KEEP_JOBS_DAYS: "120" }).keepUndoDays).toBe(120);
});

test("a worker's build is refused at the start where Temporal is the embedded server, or takes no such deployment", () => {
  const build = { BULKHEAD_BUILD_ID: "2026.12" };
  expect(() => toConfig(build)).toThrow("BULKHEAD_BUILD_ID");
  expect(toConfig({ ...build, TEMPORAL_ADDRESS: "temporal.example:7233" }).buildId).toBe("2026.12");
  for (const BULKHEAD_TASK_QUEUE of ["imports.north", "imports:north", "__imports"]) {
    const settings = { ...build, BULKHEAD_TASK_QUEUE, TEMPORAL_ADDRESS: "temporal.example:7233" };
    expect(() => toConfig(settings)).toThrow("BULKHEAD_TASK_QUEUE");
  }
  expect(() => toConfig({ BULKHEAD_BUILD_ID: "one two", TEMPORAL_ADDRESS: "temporal.example:7233" })).toThrow(
    ConfigError,
  );
});

test("a snapshot waits for approval for 366 days at most", () => {
  const waits = (seconds: number) => toConfig({ BULKHEAD_APPROVAL_SECONDS: String(seconds) }).approvalSeconds;
  expect(waits(31_622_400)).toBe(31_622_400);
  expect(() => waits(31_622_401)).toThrow(/BULKHEAD_APPROVAL_SECONDS/);
});

test("assets on S3 without a region are refused at the start", () => {
  expect(() => assetsOf({ BULKHEAD_ASSETS: "s3://imports" })).toThrow(/AWS_REGION/);
});

test("pip gets how this machine reaches the network, and none of our secrets", () => {
  const network = { HTTPS_PROXY: "http://proxy.example", no_proxy: "localhost", PIP_INDEX_URL: "https://pip.example" };
  const env = { ...network, PATH: "/bin", BULKHEAD_SECRET_KEY: Buffer.alloc(32).toString("base64"), SSL_CERT_FILE: "" };
  expect(toConfig({ ...env, AWS_SECRET_ACCESS_KEY: "secret" }).networkEnvironment).toEqual(network);
});
