import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { type EventRows, type EventTally, eventLines } from "./event-rows.js";

const tallySchema = z.object({ changed: z.int(), invalid: z.int() });
const blockLength = 1 << 20;

export interface EventFile extends EventRows, EventTally {
  readonly path: string;
  readonly bytes: number;
}

/** The file with these rows, written into the folder unless it is there already. */
export async function cachedEventFile(
  folder: string,
  rows: EventRows,
  say: (line: string) => void,
): Promise<EventFile> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${await fileName(rows)}.csv`);
  const known = await readTally(path);
  if (known) return { ...rows, ...known, path, bytes: (await stat(path)).size };
  say(`writing ${path}`);
  const tally = { changed: 0, invalid: 0 };
  await pipeline(blocks(rows, tally), createWriteStream(`${path}.draft`));
  await rename(`${path}.draft`, path);
  await writeFile(tallyPath(path), JSON.stringify(tally));
  return { ...rows, ...tally, path, bytes: (await stat(path)).size };
}

function* blocks(rows: EventRows, tally: EventTally): Generator<string> {
  let block = "";
  for (const line of eventLines(rows, tally)) {
    block += line;
    if (block.length < blockLength) continue;
    yield block;
    block = "";
  }
  yield block;
}

/** Written last, so a file that has one is whole. */
function tallyPath(path: string): string {
  return `${path}.json`;
}

async function readTally(path: string): Promise<EventTally | null> {
  const text = await readFile(tallyPath(path), "utf8").catch(() => null);
  return text === null ? null : tallySchema.parse(JSON.parse(text));
}

/** Names everything that decides the bytes, the code that makes them included. */
async function fileName({ first, rows, seed, changeShare, invalidShare, reversed }: EventRows): Promise<string> {
  const here = fileURLToPath(new URL(".", import.meta.url));
  const hash = createHash("sha256");
  for (const name of (await readdir(here)).sort()) {
    if (/\.[jt]s$/.test(name)) hash.update(await readFile(join(here, name)));
  }
  const shares = `changed-${changeShare}-invalid-${invalidShare}${reversed ? "-reversed" : ""}`;
  return `events-${rows}-from-${first}-seed-${seed}-${shares}-${hash.digest("hex").slice(0, 8)}`;
}
