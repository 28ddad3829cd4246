import { setTimeout as sleep } from "node:timers/promises";
import { blowsFor } from "./blows.js";
import { createClient } from "./client.js";
import { compare } from "./compare.js";
import { type DataDisk, makeDataDisk } from "./data-disk.js";
import { withSession } from "./database-session.js";
import { startClients } from "./deliveries.js";
import { type Deployment, deploy } from "./deployment.js";
import {
  bodyLeftovers,
  databaseLeftovers,
  lastingBackends,
  lastingProcesses,
  missedFindings,
  openWorkflows,
  stagingTables,
} from "./leftovers.js";
import type { Report } from "./report.js";
import { strike } from "./strike.js";

export interface ChaosOptions {
  readonly kills: number;
  readonly seed: number;
  readonly say: (line: string) => void;
  /** Ends the run early, and takes everything down. */
  readonly signal: AbortSignal;
}

/** How long imports may take to end after the last blow. */
const settleMs = 300_000;
/** How long what ended may take to be gone. */
const tidyMs = 60_000;

/**
 * Imports of every kind while everything that can die dies; then what is stored is compared with what an independent
 * reference computes from how the files were made.
 */
export async function runChaos(options: ChaosOptions): Promise<Report> {
  const began = Date.now();
  const seconds = () => (Date.now() - began) / 1_000;
  const say = (line: string) => options.say(`${seconds().toFixed(1).padStart(6)} s  ${line}`);
  const faults: string[] = [];
  const note = (fault: string) => faults.push(fault);
  const disk = await makeDataDisk();
  let deployment: Deployment | null = null;
  let proven = false;
  try {
    deployment = await deploy({ disk, say, onOwnEnd: note });
    const found = await strikeAndCompare(deployment, disk, { ...options, say }, note);
    await takeDown(deployment, note);
    proven = faults.length === 0;
    return { seed: options.seed, seconds: seconds(), ...found, faults };
  } finally {
    await disk.free();
    await deployment?.stopRoles();
    await deployment?.stopServers();
    await disk.remove(!proven);
    if (!proven) options.say(`the logs are in ${disk.logDir}`);
  }
}

type Note = (fault: string) => void;

async function strikeAndCompare(deployment: Deployment, disk: DataDisk, options: ChaosOptions, note: Note) {
  const { databaseUrl, urls, apiKeys } = deployment;
  const { kills, seed, say, signal } = options;
  const permanent = await withSession(databaseUrl, stagingTables);
  const patience = new AbortController();
  const client = createClient({ urls, apiKeys, signal: AbortSignal.any([patience.signal, signal]), onViolation: note });
  const clients = startClients(client, seed);
  try {
    const isBusy = () => clients.underWay() > 0;
    const struck = await strike({ blows: blowsFor(deployment, disk), kills, seed, say, isBusy, signal });
    const timer = setTimeout(() => patience.abort(), settleMs);
    const deliveries = await clients.finish();
    clearTimeout(timer);
    signal.throwIfAborted();
    say("the last import has ended; what did they leave?");
    await gone(() => withSession(databaseUrl, (session) => databaseLeftovers(session, permanent)), note);
    await gone(() => openWorkflows(deployment), note);
    const { faults, ...comparison } = await withSession(databaseUrl, (session) => compare(session, deliveries));
    const bodies = await withSession(databaseUrl, (session) => bodyLeftovers(session, deployment));
    for (const fault of [...faults, ...bodies.faults, ...(await missedFindings(deployment))]) note(fault);
    const leftOut = disk.cannotFill === null ? [] : [`filling the disk: ${disk.cannotFill}`];
    return { struck, leftOut, repeats: client.repeats(), comparison, awaitingSweep: bodies.awaitingSweep };
  } finally {
    patience.abort();
  }
}

async function takeDown(deployment: Deployment, note: Note): Promise<void> {
  for (const name of await deployment.stopRoles()) note(`${name} had to be killed at the end`);
  await gone(() => lastingBackends(deployment), note);
  await deployment.stopServers();
  await gone(() => lastingProcesses(deployment), note);
}

/** Gives what is left some time to go; what does not is a fault. */
async function gone(look: () => Promise<string[]>, note: Note): Promise<void> {
  const deadline = Date.now() + tidyMs;
  for (;;) {
    const left = await look().catch((error: unknown) => [String(error)]);
    if (left.length === 0) return;
    if (Date.now() > deadline) {
      for (const what of left) note(what);
      return;
    }
    await sleep(500);
  }
}
