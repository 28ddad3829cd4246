import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { readEnv } from "../../src/config.js";
import { copyOptions, copyTarget, createStaging, upsert } from "./expert-sql.js";
import { reportLoad } from "./peer-report.js";

/** The expert's load without psql: `copy-load.js FILE REWRITES`. */
const [path = "", rewrites] = process.argv.slice(2);
const client = new pg.Client(readEnv().DATABASE_URL);
await client.connect();
await reportLoad(async () => {
  await client.query(createStaging);
  await pipeline(createReadStream(path), client.query(copyFrom(`${copyTarget} stdin ${copyOptions}`)));
  const { rowCount } = await client.query(upsert(rewrites === "every row" ? rewrites : "rows that differ"));
  return rowCount ?? 0;
});
await client.end();
