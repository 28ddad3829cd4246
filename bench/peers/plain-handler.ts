import { createReadStream } from "node:fs";
import { parse } from "csv-parse";
import { type Insertable, Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { z } from "zod";
import { readEnv } from "../../src/config.js";
import { reportLoad } from "./peer-report.js";

/**
 * The import that most teams have: csv-parse gives an object per row, zod checks it, Kysely upserts 1,000 at a time,
 * one statement after the other. `plain-handler.js FILE`; the table is made when missing.
 */

const batchRows = 1_000;
const zones = new Map<string, boolean>();

const blankAsNull = (cell: unknown) => (cell === "" ? null : cell);
const maybe = <Schema extends z.ZodType>(schema: Schema) => z.preprocess(blankAsNull, schema.nullable());
const text = z.string().min(1).max(500);
const instant = z.iso.datetime({ offset: true });
const count = z.coerce.number().int().min(0).max(2_147_483_647);
const yesOrNo = z.enum(["true", "false", "yes", "no", "1", "0"]).transform((word) => /^(true|yes|1)$/.test(word));
const listOf = (item: z.ZodType<string>) => z.preprocess((cell) => String(cell).split(";"), z.array(item));

const eventSchema = z
  .object({
    id: z.string().min(1).max(255),
    title: text,
    slug: maybe(z.string().regex(/^[a-z0-9-]{1,255}$/)),
    description: maybe(z.string()),
    language: maybe(z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)),
    sku: maybe(text),
    tags: z.preprocess(blankAsNull, z.union([z.null(), listOf(z.string().min(1))])),
    status: z.preprocess((cell) => cell || "draft", z.enum(["draft", "published", "archived"])),
    startDate: instant,
    endDate: instant,
    timeZone: z.string().refine(isZone),
    enrollmentStartDate: maybe(instant),
    enrollmentEndDate: maybe(instant),
    seatsLimit: maybe(count),
    priceInCents: maybe(count),
    waitlistingEnabled: z.preprocess((cell) => cell || "false", yesOrNo),
    instructorEmails: z.preprocess(blankAsNull, z.union([z.null(), listOf(z.email())])),
    locationName: text,
    address1: text,
    address2: maybe(text),
    city: text,
    state: maybe(text),
    zipCode: maybe(text),
    country: z.string().regex(/^[A-Z]{2}$/),
    room: maybe(text),
    attendeeInfo: maybe(z.string().max(4_000)),
  })
  .refine(({ startDate, endDate }) => Date.parse(startDate) < Date.parse(endDate));

type EventRow = z.infer<typeof eventSchema>;
const columns = Object.keys(eventSchema.shape);

interface Tables {
  handlerEvent: EventRow;
}

const pool = new pg.Pool({ connectionString: readEnv().DATABASE_URL });
const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
await createTable();
await reportLoad(() => load(process.argv[2] ?? ""));
await db.destroy();

function isZone(name: string): boolean {
  let known = zones.get(name);
  if (known === undefined) {
    try {
      known = Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
    } catch {
      known = false;
    }
    zones.set(name, known);
  }
  return known;
}

async function load(path: string): Promise<number> {
  let batch: Insertable<EventRow>[] = [];
  let rows = 0;
  for await (const record of createReadStream(path).pipe(parse({ columns: true }))) {
    const parsed = eventSchema.safeParse(record);
    if (!parsed.success) continue;
    rows++;
    if (batch.push(parsed.data) < batchRows) continue;
    await upsert(batch);
    batch = [];
  }
  if (batch.length > 0) await upsert(batch);
  return rows;
}

async function upsert(batch: readonly Insertable<EventRow>[]): Promise<void> {
  const sets = columns.filter((name) => name !== "id").map((name) => [name, sql.ref(`excluded.${name}`)]);
  await db
    .insertInto("handlerEvent")
    .values(batch)
    .onConflict((conflict) => conflict.column("id").doUpdateSet(Object.fromEntries(sets)))
    .execute();
}

async function createTable(): Promise<void> {
  await sql`
    create table if not exists "handlerEvent" (
      "id" text primary key, "title" text not null, "slug" text, "description" text, "language" text, "sku" text,
      "tags" text[], "status" text not null, "startDate" timestamptz not null, "endDate" timestamptz not null,
      "timeZone" text not null, "enrollmentStartDate" timestamptz, "enrollmentEndDate" timestamptz,
      "seatsLimit" integer, "priceInCents" integer, "waitlistingEnabled" boolean not null, "instructorEmails" text[],
      "locationName" text not null, "address1" text not null, "address2" text, "city" text not null, "state" text,
      "zipCode" text, "country" text not null, "room" text, "attendeeInfo" text
    )`.execute(db);
}
