import { isDeepStrictEqual } from "node:util";
import { isLeased } from "../../db/leases.js";
import {
  allSchedules,
  findSchedule,
  lockSchedule,
  mirrorPause,
  mirrorSchedule,
  noteLook,
  type ScheduleRow,
} from "../../db/schedules/schedules.js";
import type { Deps } from "../../deps.js";
import { definitionOf, type ScheduleDefinition } from "../../domain/schedule-definition.js";
import type { ImportSchedules, ScheduleAtTemporal } from "../../temporal/import-schedules.js";

/** A difference between the database and Temporal for one schedule, and the function that repairs it. */
export interface ScheduleDifference {
  readonly id: string;
  readonly fault: string;
  heal(): Promise<void>;
}

type Looking = Pick<Deps, "db">;

/**
 * Compares every schedule in the database with Temporal, and every one at Temporal with the database. Temporal owns
 * schedules, so the database is changed to match, with two exceptions. A schedule that Temporal has lost is created
 * there again, paused, since it may not be wanted. The owner of a schedule is always the one in the database.
 */
export async function scheduleDifferences({ db }: Looking, schedules: ImportSchedules): Promise<ScheduleDifference[]> {
  const rows = await allSchedules(db.query);
  const found: (ScheduleDifference | null)[] = [];
  for (const row of rows) found.push(differenceOf({ db }, schedules, row, await schedules.look(row.id)));
  const known = new Set(rows.map(({ id }) => id));
  for (const id of await schedules.list()) if (!known.has(id)) found.push(await unknown({ db }, schedules, id));
  return found.filter((difference) => difference !== null);
}

function differenceOf(
  { db }: Looking,
  schedules: ImportSchedules,
  row: ScheduleRow,
  seen: ScheduleAtTemporal | null,
): ScheduleDifference | null {
  const { id } = row;
  const kept = definitionOf(row);
  if (seen === null) return { id, fault: "missing at Temporal", heal: () => makeAgain({ db }, schedules, id) };
  const { definition } = seen;
  if (definition === null) {
    const fault = "changed at Temporal to what Bulkhead cannot say";
    return { id, fault, heal: () => schedules.change(kept, kept) };
  }
  const there = new Map<string, unknown>(Object.entries(definition));
  const names = Object.entries(kept).flatMap(([name, value]) =>
    isDeepStrictEqual(there.get(name), value) ? [] : [name],
  );
  const owner = names.filter((name) => name === "tenantId" || name === "requestedBy");
  if (owner.length > 0) {
    const fault = `of another at Temporal: ${owner.join(", ")}`;
    return { id, fault, heal: () => schedules.change(kept, kept) };
  }
  if (row.paused !== seen.paused) names.push("paused");
  if (names.length === 0) return null;
  return { id, fault: `other at Temporal: ${names.join(", ")}`, heal: () => follow({ db }, definition, seen) };
}

async function unknown({ db }: Looking, schedules: ImportSchedules, id: string): Promise<ScheduleDifference | null> {
  // A schedule that is just being created gets its row in a moment.
  const isKnown = (await isLeased(db.query, ["schedule", id])) || (await findSchedule(db.query, id)) !== undefined;
  const seen = isKnown ? null : await schedules.look(id);
  if (seen === null) return null;
  const { definition } = seen;
  const fault = "missing in the database";
  return { id, fault, heal: async () => void (definition && (await follow({ db }, definition, seen))) };
}

async function follow({ db }: Looking, definition: ScheduleDefinition, seen: ScheduleAtTemporal): Promise<void> {
  await db.transaction({ name: "mirror schedule" }, async ({ trx }) => {
    await lockSchedule(trx, definition.id);
    await mirrorSchedule(trx, definition, seen);
  });
}

async function makeAgain({ db }: Looking, schedules: ImportSchedules, id: string): Promise<void> {
  const state = { paused: true, note: "made again by bulkhead doctor: Temporal had lost it" };
  const row = await findSchedule(db.query, id);
  if (!row) return;
  await schedules.create(definitionOf(row), state);
  await db.transaction({ name: "make schedule again" }, async ({ trx }) => {
    await lockSchedule(trx, id);
    await mirrorPause(trx, id, state);
    await noteLook(trx, id, { overlapsSeen: 0, missedSeen: 0, lookedAt: new Date() });
  });
}
