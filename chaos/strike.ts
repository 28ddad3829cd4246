import { setTimeout as sleep } from "node:timers/promises";
import type { Blow, Dealt } from "./blows.js";
import { randomOf, seedOf } from "./random.js";

export interface StrikeOptions {
  readonly blows: readonly Blow[];
  readonly kills: number;
  readonly seed: number;
  readonly say: (line: string) => void;
  /** Whether there are imports under way: nothing is proven by killing what rests. */
  readonly isBusy: () => boolean;
  /** Ends it early, with an error. */
  readonly signal: AbortSignal;
}

/** How often each kind was dealt. */
export type Struck = Readonly<Record<string, number>>;

const longestWaitMs = 60_000;
const lookEveryMs = 50;

/**
 * Deals the blows one after the other, each kind as often as the others give or take one, with pauses of up to some
 * seconds; returns when all of them are undone. Which and when are choices of the seed alone.
 */
export async function strike(options: StrikeOptions): Promise<Struck> {
  const { blows, kills, seed, say, signal } = options;
  const random = randomOf(seedOf("blows", seed));
  const struck: Record<string, number> = {};
  const undoing: Promise<void>[] = [];
  let deck: Blow[] = [];
  try {
    for (let no = 1; no <= kills; no++) {
      if (deck.length === 0) deck = random.shuffled(blows);
      const blow = deck.shift();
      if (!blow) break;
      await sleep(random.whole(200, 5_000), undefined, { signal });
      const { what, undo } = await dealt(blow, random.whole(0, 1_000_000_000), options);
      struck[blow.kind] = (struck[blow.kind] ?? 0) + 1;
      say(`${no}/${kills} ${blow.kind}: ${what}`);
      const over = () => undo?.run();
      if (undo) undoing.push(sleep(undo.afterMs, undefined, { signal }).then(over, over));
    }
  } finally {
    await Promise.all(undoing);
  }
  return struck;
}

/** Its victim may still be down from the blow before. */
async function dealt(blow: Blow, choices: number, { isBusy, signal }: StrikeOptions): Promise<Dealt> {
  const deadline = Date.now() + longestWaitMs;
  while (Date.now() < deadline) {
    const done = isBusy() ? await blow.deal(randomOf(choices)) : null;
    if (done) return done;
    await sleep(lookEveryMs, undefined, { signal });
  }
  throw new Error(`for ${longestWaitMs} ms there was nothing to strike for "${blow.kind}"`);
}
