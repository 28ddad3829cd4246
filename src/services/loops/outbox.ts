import { claimDue, markDeliveryStarted, releaseLost } from "../../db/webhooks/outbox.js";
import type { Deps } from "../../deps.js";
import type { DueDelivery } from "../../domain/webhooks/delivery.js";
import type { DeliveryWorkflows } from "../../temporal/delivery-workflows.js";
import { BackgroundLoop } from "./background-loop.js";

export interface Outbox {
  stop(): Promise<void>;
}

const everyMs = 500;
const lookForLostMs = 60_000;
/** How many deliveries are started at the same time. */
const atOnce = 10;

/** Starts the workflows of deliveries to webhooks, in a loop of every HTTP and worker process. */
export function startOutbox({ db, log }: Pick<Deps, "db" | "log">, deliveries: DeliveryWorkflows): Outbox {
  const options = { log, faultMessage: "deliveries to webhooks could not be started", everyMs };
  let lookedForLostAt = 0;
  async function start(delivery: DueDelivery): Promise<void> {
    if (await deliveries.start(delivery)) await markDeliveryStarted(db.query, delivery);
  }
  const loop = new BackgroundLoop(options, async (rounds) => {
    if (Date.now() - lookedForLostAt >= lookForLostMs) {
      await releaseLost(db.query);
      lookedForLostAt = Date.now();
    }
    const due = await db.transaction({ name: "outbox" }, ({ trx }) => claimDue(trx));
    const lanes = Array.from({ length: atOnce }, (_, lane) => due.filter((_, at) => at % atOnce === lane));
    await Promise.all(lanes.map((lane) => rounds.forEach(lane, start)));
  });
  return { stop: () => loop.stop() };
}
