import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { benchFile, smallCsv } from "../variants/bench-files.js";
import type { Attack, AttackTarget } from "./attack.js";
import { jsonBody } from "./tenant-client.js";

const entity = "courseGroupInPersonEvent";
const blockBytes = 1 << 20;
const uploadBlocks = 32;
/** More of a list's rows than a worker hashes the passwords of in the time of an attack. */
const listRows = 50_000;
const waitingJobs = 1_000;

/** A file that lies behind an import which asks for an approval is not imported for as long as that takes. */
async function holdTurn({ attacker, bench }: AttackTarget, importerId: string): Promise<void> {
  await upload(attacker, "held.csv", smallCsv(bench, 1, 2_000));
  const stored = { entity, asset: "held.csv", importerId };
  await attacker.json("POST", "/api/imports", withWait(jsonBody(stored)));
  await upload(attacker, "one.csv", smallCsv(bench, 1, 1));
  await attacker.json("POST", "/api/imports", jsonBody({ ...stored, asset: "one.csv", mode: "snapshot" }));
}

function withWait(init: RequestInit): RequestInit {
  return { ...init, headers: { ...init.headers, Prefer: "wait=60" } };
}

function upload(attacker: AttackTarget["attacker"], path: string, body: string | Buffer<ArrayBuffer>) {
  return attacker.status("PUT", `/api/assets/${path}`, { body, headers: { "Content-Type": "text/csv" } });
}

/** The findings of the security review that one tenant could stop all others with, by their numbers. */
export const attacks: readonly Attack[] = [
  {
    name: "S2: one stored file is imported again and again behind a held turn",
    atOnce: 8,
    pauseMs: 50,
    async prepare(target) {
      const file = await benchFile(target.bench, { rows: 100_000 });
      await upload(target.attacker, "large.csv", await readFile(file.path));
      await holdTurn(target, "held");
    },
    attempt: ({ attacker }) =>
      attacker.status("POST", "/api/imports", jsonBody({ entity, asset: "large.csv", importerId: "held" })),
  },
  {
    name: "S3: uploads that do not say how long they are fill the store",
    atOnce: 4,
    pauseMs: 50,
    prepare: async () => undefined,
    attempt: ({ attacker }, no) =>
      attacker.status("PUT", `/api/assets/fill-${no}.csv`, {
        body: Readable.toWeb(Readable.from(randomBlocks())),
        headers: { "Content-Type": "text/csv" },
        duplex: "half",
      }),
  },
  {
    name: "S7: lists of users with new passwords hold the worker's slots",
    atOnce: 4,
    pauseMs: 50,
    prepare: async () => undefined,
    attempt: ({ attacker }, no) =>
      attacker.status("POST", `/import/users?importerId=i${no}`, jsonBody(usersWithPasswords(no))),
  },
  {
    name: "S8: schedules that run every second",
    atOnce: 1,
    pauseMs: 500,
    prepare: async ({ attacker, bench }) => {
      await upload(attacker, "often.csv", smallCsv(bench, 1, 100));
    },
    attempt: async ({ attacker }, no) => {
      const imported = { entity, asset: "often.csv", importerId: `often-${no}` };
      const schedule = {
        name: `often ${no}`,
        everySeconds: 1,
        timeZone: "UTC",
        skipIfUnchanged: false,
        import: imported,
      };
      return attacker.status("POST", "/api/schedules", jsonBody(schedule));
    },
  },
  {
    name: "S16: lists of a thousand jobs that wait",
    atOnce: 20,
    pauseMs: 50,
    async prepare(target) {
      await holdTurn(target, "waiting");
      const request = jsonBody({ entity, asset: "one.csv", importerId: "waiting" });
      for (let no = 0; no < waitingJobs; no += 20) {
        await Promise.all(Array.from({ length: 20 }, () => target.attacker.status("POST", "/api/imports", request)));
      }
      // Until the server has done with them.
      await setTimeout(45_000);
    },
    attempt: ({ attacker }) => attacker.status("GET", "/api/jobs?state=running&limit=1000"),
  },
];

async function* randomBlocks(): AsyncGenerator<Buffer> {
  for (let block = 0; block < uploadBlocks; block++) yield randomBytes(blockBytes);
}

function usersWithPasswords(no: number) {
  return Array.from({ length: listRows }, (_, row) => ({
    id: `u-${no}-${row}`,
    firstName: "Ada",
    lastName: "Lovelace",
    passwordOrHash: `password ${no} of ${row}`,
  }));
}
