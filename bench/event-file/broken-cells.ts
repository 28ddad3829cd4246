import type { EventCells } from "./event-cells.js";
import type { RowRandom } from "./row-random.js";

type Breakage = (cells: EventCells, earlierId: string) => Partial<EventCells>;

/** Each makes a row invalid in exactly one way. */
const breakages: readonly [Breakage, ...Breakage[]] = [
  () => ({ startDate: "2027-02-30T09:00:00.000Z" }),
  () => ({ endDate: "next Tuesday" }),
  ({ startDate, endDate }) => ({ startDate: endDate, endDate: startDate }),
  () => ({ title: "" }),
  () => ({ instructorEmails: "amelie at academy.example.org" }),
  () => ({ status: "cancelled" }),
  () => ({ seatsLimit: "-3" }),
  () => ({ priceInCents: "49.90" }),
  () => ({ country: "Austria" }),
  () => ({ timeZone: "Vienna time" }),
  (_, earlierId) => ({ id: earlierId }),
];

/** The row, spoiled. `earlierId` stands in the file before it. */
export function brokenCells(cells: EventCells, earlierId: string, random: RowRandom): EventCells {
  return { ...cells, ...random.pick(breakages)(cells, earlierId) };
}
