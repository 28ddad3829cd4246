import type { Client, JobEnd } from "./client.js";
import type { Feed, ImportFile } from "./feed.js";
import { type Scenario, scenarioOf } from "./scenario.js";

/** What became of each file that was sent, by its key. */
export interface Deliveries {
  readonly scenarios: readonly Scenario[];
  /** The job that a key was answered with. */
  readonly accepted: ReadonlyMap<string, string>;
  readonly ended: ReadonlyMap<string, JobEnd>;
}

/** Clients at work, each on a scenario of its own. */
export interface Clients {
  /** Imports that were sent and have not ended. */
  underWay(): number;
  /** Begins no more scenarios, and returns when those begun are over, or all waiting was ended. */
  finish(): Promise<Deliveries>;
}

const clientsAtOnce = 6;

/** Starts clients that take one scenario of the seed after the other. */
export function startClients(client: Client, seed: number): Clients {
  const scenarios: Scenario[] = [];
  const accepted = new Map<string, string>();
  const ended = new Map<string, JobEnd>();
  let finishing = false;

  async function follow(feed: Feed, { key }: ImportFile, jobId: string): Promise<void> {
    ended.set(key, await client.end(feed, jobId));
  }

  /** A file goes out as soon as the one before was accepted: their order is Bulkhead's to keep (section D 9). */
  async function deliverFeed(feed: Feed, before: Promise<void> | undefined): Promise<void> {
    await before;
    const following: Promise<void>[] = [];
    for (const [at, file] of feed.files.entries()) {
      // A dry run takes no turn: what it sees is certain only while nothing else of the feed is under way.
      if (file.dryRun || feed.files[at - 1]?.dryRun) await Promise.all(following);
      const jobId = await client.send(feed, file);
      accepted.set(file.key, jobId);
      const followed = follow(feed, file, jobId);
      // If the next file is not sent, no client waits for this one.
      followed.catch(() => undefined);
      following.push(followed);
    }
    await Promise.all(following);
  }

  async function deliverScenario({ feeds }: Scenario): Promise<void> {
    const under = new Map<Feed, Promise<void>>();
    for (const feed of feeds) under.set(feed, deliverFeed(feed, feed.after ? under.get(feed.after) : undefined));
    await Promise.all(under.values());
  }

  async function work(): Promise<void> {
    while (!finishing) {
      const scenario = scenarioOf(seed, scenarios.length + 1);
      scenarios.push(scenario);
      await deliverScenario(scenario);
    }
  }

  const working = Array.from({ length: clientsAtOnce }, () => work());
  for (const worker of working) worker.catch(() => undefined);
  return {
    underWay: () => accepted.size - ended.size,
    async finish() {
      finishing = true;
      // A client that was cut off leaves keys that never ended, and the comparison reports them.
      await Promise.allSettled(working);
      return { scenarios, accepted, ended };
    },
  };
}
