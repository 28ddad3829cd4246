import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { acquireInstanceLock } from "../../src/embedded/instance-lock.js";
import { compiled, type NodeChild, runNode } from "./support/node-child.js";

const CHILD = `
import { createInterface } from "node:readline";
import { acquireInstanceLock } from "${compiled("instance-lock")}";
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
console.log(JSON.stringify("here"));
const { value: dataDir } = await lines.next();
const lock = await acquireInstanceLock(dataDir);
console.log(JSON.stringify(lock));
for await (const line of lines) if (line === "release") { await lock.release(); console.log(JSON.stringify("released")); }
`;

let dataDir: string;
let children: NodeChild[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "bulkhead-lock-"));
  children = [];
});

afterEach(async () => {
  for (const child of children) await child.kill();
  await rm(dataDir, { recursive: true, force: true });
});

async function contenders(count: number): Promise<NodeChild[]> {
  const fresh = Array.from({ length: count }, () => runNode(CHILD));
  children.push(...fresh);
  await Promise.all(fresh.map((child) => child.line()));
  return fresh;
}

/** Lets them all try at once; the one that won, after a look that all others name it. */
async function race(rivals: readonly NodeChild[]): Promise<NodeChild> {
  for (const rival of rivals) rival.tell(dataDir);
  const results = await Promise.all(rivals.map((rival) => rival.line()));
  const winners = rivals.filter((_, at) => JSON.stringify(results[at]) === '{"acquired":true}');
  expect(winners).toHaveLength(1);
  const losers = results.filter((result) => JSON.stringify(result) !== '{"acquired":true}');
  expect(losers).toEqual(losers.map(() => ({ acquired: false, pid: winners[0]?.pid })));
  return winners[0] ?? expect.unreachable();
}

describe("the instance lock", () => {
  test("is given to one of two who ask at once, and again after its release", async () => {
    const winner = await race(await contenders(2));
    expect(await acquireInstanceLock(dataDir)).toEqual({ acquired: false, pid: winner.pid });
    winner.tell("release");
    expect(await winner.line()).toBe("released");
    const lock = await acquireInstanceLock(dataDir);
    expect(lock.acquired).toBe(true);
    if (lock.acquired) await lock.release();
    expect(await readdir(dataDir)).toEqual([]);
  });

  test("of a killed process goes to exactly one of eight who race for it", async () => {
    let holder = await race(await contenders(1));
    for (let round = 0; round < 2; round++) {
      const rivals = await contenders(8);
      await holder.kill();
      holder = await race(rivals);
      await Promise.all(rivals.filter((rival) => rival !== holder).map((rival) => rival.kill()));
    }
    expect(await readdir(dataDir)).toEqual(["instance.lock"]);
  });

  test("is taken from a process whose number another one has got since", async () => {
    const lock = { pid: process.pid, start: "another start", token: "first" };
    await writeFile(join(dataDir, "instance.lock"), JSON.stringify(lock));
    expect(await acquireInstanceLock(dataDir)).toMatchObject({ acquired: true });
  });

  test("is taken over although an earlier heir died before it could write itself down", async () => {
    const dead = { pid: process.pid, start: "another start" };
    await writeFile(join(dataDir, "instance.lock"), JSON.stringify({ ...dead, token: "first" }));
    await writeFile(join(dataDir, "instance.lock.claim-first"), JSON.stringify({ ...dead, token: "second" }));
    expect(await acquireInstanceLock(dataDir)).toMatchObject({ acquired: true });
    expect(await readdir(dataDir)).toEqual(["instance.lock"]);
    expect(await readFile(join(dataDir, "instance.lock"), "utf8")).toContain(`"pid":${process.pid}`);
  });

  test("is taken over from a file that cannot be read as one", async () => {
    await writeFile(join(dataDir, "instance.lock"), "");
    expect(await acquireInstanceLock(dataDir)).toMatchObject({ acquired: true });
  });

  test("makes a data dir that is missing, closed to other users' eyes", async () => {
    const missing = join(dataDir, "a", "b");
    expect(await acquireInstanceLock(missing)).toMatchObject({ acquired: true });
    await mkdir(missing, { recursive: true });
    expect(await acquireInstanceLock(missing)).toEqual({ acquired: false, pid: process.pid });
  });
});
