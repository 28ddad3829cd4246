import type { AssetBytes } from "../../domain/asset-bytes.js";
import type { Entity } from "../../domain/entity.js";
import { DomainError } from "../../domain/errors.js";
import { requiredColumns } from "../../domain/record.js";
import { readHead } from "../read-head.js";
import { byteOrderMark, toUnits, unitSize } from "./encoding.js";
import { findHeader, headerCells, matchColumns } from "./header.js";
import { preambleOf } from "./preamble.js";
import { ownColumns } from "./sent-back.js";

const headBytes = 1 << 16;

/** How well the header of a CSV file fits an entity. */
export interface HeaderFit {
  readonly entity: Entity;
  /** The cells of the header. */
  readonly names: readonly string[];
  /** How many of them are columns of the entity. */
  readonly known: number;
  readonly unknown: readonly string[];
  readonly missing: readonly string[];
}

/** How well a file's header fits each of the entities, the best first; empty where the file has no header to read. */
export async function headerFits(entities: readonly Entity[], bytes: AssetBytes): Promise<HeaderFit[]> {
  const head = await readHead(bytes, headBytes);
  const mark = byteOrderMark(head);
  const encoding = mark?.encoding ?? "utf-8";
  const text = mark?.length ?? 0;
  const before = preambleOf(head.subarray(text), encoding);
  const origin = text + before.units * unitSize(encoding);
  const units = toUnits(encoding, origin).push(head.subarray(origin));
  const fits: HeaderFit[] = [];
  for (const entity of entities) {
    const found = await findHeader(entity, units, head.length === bytes.size, before.delimiter).catch(unreadable);
    if (found === null) continue;
    const size = unitSize(encoding);
    const header = head.subarray(origin + found.mark.start * size, origin + found.mark.end * size);
    const cells = await headerCells(new TextDecoder(encoding).decode(header, { stream: true }), found.delimiter);
    const columns = matchColumns(entity, cells);
    const own = ownColumns(cells);
    fits.push({
      entity,
      names: own.map((at) => cells[at] ?? ""),
      known: own.filter((at) => columns[at] !== null).length,
      unknown: own.filter((at) => columns[at] === null).map((at) => cells[at] ?? ""),
      missing: requiredColumns(entity).filter((name) => !columns.includes(name)),
    });
  }
  return fits.sort((one, other) => scoreOf(other) - scoreOf(one));
}

/** A column that fits speaks for an entity, a required one that is missing against it. */
function scoreOf({ known, missing }: HeaderFit): number {
  return known - missing.length;
}

function unreadable(error: unknown): null {
  if (error instanceof DomainError) return null;
  throw error;
}
