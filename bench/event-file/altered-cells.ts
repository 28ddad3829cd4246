import type { EventCells } from "./event-cells.js";
import { notes } from "./event-words.js";
import type { RowRandom } from "./row-random.js";

type Alteration = (cells: EventCells, random: RowRandom) => Partial<EventCells>;

const alterations: readonly [Alteration, ...Alteration[]] = [
  ({ title }) => ({ title: `${title} (moved)` }),
  ({ description }) => ({ description: `${description} The date is new.`.trimStart() }),
  ({ seatsLimit }) => ({ seatsLimit: String(Number(seatsLimit || 10) + 2) }),
  ({ priceInCents }) => ({ priceInCents: String(Number(priceInCents || 0) + 900) }),
  ({ room }, random) => ({ room: `${room || "Annex"} ${"bcd"[random.below(3)]}` }),
  ({ status }) => ({ status: status === "archived" ? "draft" : "archived" }),
  ({ attendeeInfo }, random) => ({ attendeeInfo: `${attendeeInfo} ${random.pick(notes)}`.trimStart() }),
];

/** The row after an edit of one to three of its cells: surely another, and still valid. */
export function alteredCells(cells: EventCells, random: RowRandom): EventCells {
  const altered = { ...cells };
  const first = random.below(alterations.length);
  for (let left = 1 + random.below(3), at = first; left > 0; left--, at++) {
    const alteration = alterations[at % alterations.length] ?? alterations[0];
    Object.assign(altered, alteration(altered, random));
  }
  return altered;
}
