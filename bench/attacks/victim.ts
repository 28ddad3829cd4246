import { setTimeout } from "node:timers/promises";
import type { TenantClient } from "./tenant-client.js";
import { jsonBody } from "./tenant-client.js";

const pauseMs = 100;
/** A client gives up after so long. */
const patienceMs = 30_000;

/** What another tenant felt. */
export interface Felt {
  /** Milliseconds of each answer. */
  readonly reads: number[];
  readonly imports: number[];
  failures: number;
  readonly failed: Map<string, number>;
}

/** Reads a list and imports one row, by turns, until its signal aborts. */
export async function beVictim(client: TenantClient, until: AbortSignal): Promise<Felt> {
  const felt: Felt = { reads: [], imports: [], failures: 0, failed: new Map() };
  async function time(into: number[], answer: () => Promise<string>): Promise<void> {
    const began = performance.now();
    const status = await answer().catch((error: unknown) => (error instanceof Error ? error.name : "error"));
    if (status === "200") into.push(performance.now() - began);
    else {
      felt.failures++;
      felt.failed.set(status, (felt.failed.get(status) ?? 0) + 1);
    }
  }
  const signal = () => AbortSignal.timeout(patienceMs);
  for (let no = 0; !until.aborted; no++) {
    await time(felt.reads, () => client.status("GET", "/api/jobs?limit=50", { signal: signal() }));
    const rows = [{ id: `o-${no}`, name: "Campus" }];
    const list = { ...jsonBody(rows), signal: signal() };
    await time(felt.imports, () => client.status("POST", "/import/organizations?importerId=victim", list));
    await setTimeout(pauseMs);
  }
  return felt;
}
