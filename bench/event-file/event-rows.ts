import { alteredCells } from "./altered-cells.js";
import { brokenCells } from "./broken-cells.js";
import { type EventCells, eventCells, eventColumns, eventId } from "./event-cells.js";
import { RowRandom } from "./row-random.js";

export interface EventRows {
  /** The number of the first row; files with other numbers share no key. */
  readonly first: number;
  readonly rows: number;
  readonly seed: number;
  /** The share of rows that differ from those of the same file without a change. */
  readonly changeShare: number;
  readonly invalidShare: number;
  /** Whether the columns stand in the other order. */
  readonly reversed: boolean;
}

/** What a file holds, as a right import stores it. */
export interface EventTally {
  changed: number;
  invalid: number;
}

const streams = { cells: 1, isAltered: 2, isBroken: 3 } as const;

/** The lines of a file, its header first. A row depends on the seed and its number alone. Counts into `tally`. */
export function* eventLines(file: EventRows, tally: EventTally = { changed: 0, invalid: 0 }): Generator<string> {
  const { first, rows, seed, changeShare, invalidShare, reversed } = file;
  const columns = reversed ? eventColumns.toReversed() : eventColumns;
  const random = new RowRandom(seed);
  const isBroken = (row: number) => random.at(row, streams.isBroken).chance(invalidShare);
  yield `${columns.join(",")}\n`;
  let whole: number | null = null;
  for (let row = first; row < first + rows; row++) {
    let cells = eventCells(row, random.at(row, streams.cells));
    if (random.at(row, streams.isAltered).chance(changeShare)) {
      cells = alteredCells(cells, random);
      tally.changed++;
    }
    // The first rows stay whole until there is an earlier one that a duplicate can name.
    if (whole !== null && isBroken(row)) {
      cells = brokenCells(cells, eventId(whole), random);
      tally.invalid++;
    } else {
      whole = row;
    }
    yield line(cells, columns);
  }
}

function line(cells: EventCells, columns: typeof eventColumns): string {
  let text = "";
  for (const column of columns) text += `,${quoted(cells[column])}`;
  return `${text.slice(1)}\n`;
}

function quoted(cell: string): string {
  if (cell.includes('"')) return `"${cell.replaceAll('"', '""')}"`;
  return cell.includes(",") || cell.includes("\n") ? `"${cell}"` : cell;
}
