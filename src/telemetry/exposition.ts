import type { Database } from "../db/database.js";
import { readStateFigures } from "../db/state-figures.js";
import { answeredWithin, databaseAnswersWithinMs } from "./answered-within.js";
import type { ProcessMetrics } from "./process-metrics.js";
import { sharedLook } from "./shared-look.js";
import { type SeenState, stateText } from "./state-gauges.js";

/** The text format of Prometheus. */
export const expositionType = "text/plain; version=0.0.4; charset=utf-8";

/** Returns the answer of `GET /metrics`. */
export type Exposition = () => Promise<string>;

interface Exposed {
  readonly metrics: ProcessMetrics;
  /**
   * Opens a connection for one scrape: it waits neither for imports or requests, nor for an earlier scrape without an
   * answer.
   */
  openDatabase(): Database;
  health(): Promise<SeenState["temporal"]>;
  /**
   * The address at which the Temporal SDK serves its own metrics, on this machine only; null: this process runs no
   * worker.
   */
  readonly sdkMetricsUrl: string | null;
}

const scrapeEveryMs = 1_000;
const lookEveryMs = 5_000;
const sdkAnswersWithinMs = 2_000;

/**
 * Returns all metrics of a process: its own, the state of the whole service, and those of the Temporal SDK. Answers in
 * an outage as well: gauges show which server is down. Scrapes within one second share an answer, and the database is
 * queried at most every five seconds.
 */
export function exposition({ metrics, openDatabase, health, sdkMetricsUrl }: Exposed): Exposition {
  const look = sharedLook(lookEveryMs, async () => {
    const [ofDatabase, temporal] = await Promise.all([lookAtDatabase(openDatabase()), health()]);
    return stateText({ ...ofDatabase, temporal });
  });
  return sharedLook(scrapeEveryMs, async () => {
    const parts = await Promise.all([metrics.text(), look(), sdkMetricsUrl === null ? "" : sdkText(sdkMetricsUrl)]);
    return parts.join("\n");
  });
}

/**
 * Reads the state from the database, with a deadline: Postgres can be unreachable without an error, so that its own
 * limits are not enough.
 */
async function lookAtDatabase(db: Database): Promise<Pick<SeenState, "databaseUp" | "figures">> {
  let databaseUp = false;
  const read = db.transaction({ name: "metrics" }, ({ trx }) => {
    databaseUp = true;
    return readStateFigures(trx);
  });
  const figures = await answeredWithin(databaseAnswersWithinMs, read).catch(() => null);
  // Not awaited: closing takes a second if Postgres does not answer.
  db.close().catch(() => undefined);
  return { databaseUp, figures };
}

async function sdkText(url: string): Promise<string> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(sdkAnswersWithinMs) });
    return answer.ok ? await answer.text() : "";
  } catch {
    return "";
  }
}
