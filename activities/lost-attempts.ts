import { setImmediate } from "node:timers/promises";
import { Context } from "@temporalio/activity";
import { DomainError } from "../src/domain/errors.js";

/** Lost attempts after which the step fails for good. */
const mostLostAttempts = 5;
/** Lost attempts after which the step does not run beside another suspect. */
const suspectAfter = 2;
/** The heartbeat timeout of the workflows is five times as long. */
const heartbeatEveryMs = 2_000;

/**
 * Returns how many earlier attempts of this step began and were lost: their worker died, or stopped sending heartbeats.
 * Each heartbeat carries the number that holds if the present attempt is lost as well. Temporal passes the details of
 * the last heartbeat to the next attempt.
 */
function lostBefore({ info }: Context): number {
  const { heartbeatDetails } = info;
  return typeof heartbeatDetails === "number" ? heartbeatDetails : 0;
}

/** Sends heartbeats while the promise is pending, so that Temporal does not give the step to another worker. */
async function heartbeating<T>(context: Context, lost: number, pending: Promise<T>): Promise<T> {
  const timer = setInterval(() => context.heartbeat(lost), heartbeatEveryMs);
  try {
    return await pending;
  } finally {
    clearInterval(timer);
  }
}

/**
 * Returns a function that runs the steps of one worker and sends their heartbeats. Temporal retries a lost step without
 * end, so that a step that kills its worker would kill one worker after another. Such a step fails with `STEP_LOST`
 * after five lost attempts. A dying worker also ends the other steps that it runs. After two losses a step therefore
 * waits until no other suspect runs in the worker, and only the running attempt counts.
 */
export function boundLostAttempts(): <T>(step: () => Promise<T>) => Promise<T> {
  const turns = new Turns();
  return async (step) => {
    const context = Context.current();
    const lost = lostBefore(context);
    if (lost >= mostLostAttempts) throw stepLost();
    if (lost < suspectAfter) return countedAttempt(context, lost, step);
    const turn = turns.next();
    try {
      await heartbeating(context, lost, Promise.race([turn.begins, context.cancelled]));
      return await countedAttempt(context, lost, step);
    } finally {
      turn.end();
    }
  };
}

/**
 * Runs one attempt, and records it as lost unless it answers. A first attempt sends no heartbeat before the regular
 * ones, since that would cost every step a request.
 */
async function countedAttempt<T>(context: Context, lost: number, step: () => Promise<T>): Promise<T> {
  if (context.info.attempt > 1) {
    context.heartbeat(lost + 1);
    await setImmediate(); // the heartbeat leaves only when the event loop turns
  }
  try {
    return await heartbeating(context, lost + 1, step());
  } catch (error) {
    context.heartbeat(lost); // this attempt answers: its failure carries the last heartbeat to the next attempt
    throw error;
  }
}

/** Turns in the order in which they were requested, one at a time. */
class Turns {
  private last: Promise<void> = Promise.resolve();

  next(): { readonly begins: Promise<void>; end(): void } {
    const begins = this.last;
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.last = begins.then(() => ended);
    return { begins, end };
  }
}

function stepLost(): DomainError {
  return new DomainError(
    "STEP_LOST",
    `A step of the job was lost ${mostLostAttempts} times: each time its worker died or stopped answering.`,
    "Compare the worker's memory limit and log with the step in the Temporal UI, then send POST /api/jobs/{id}/retry.",
  );
}
