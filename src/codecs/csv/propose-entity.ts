import type { AssetBytes } from "../../domain/asset-bytes.js";
import type { Entity } from "../../domain/entity.js";
import { DomainError } from "../../domain/errors.js";
import { matchColumns } from "../../domain/mapping/column-names.js";
import type { MappingDefinition } from "../../domain/mapping/mapping.js";
import { FaultAt, toUnits, unitSize } from "./encoding.js";
import { findHeader, headerCells, missingColumns } from "./header.js";
import { refuseOtherFormats } from "./other-formats.js";
import { ownColumns } from "./sent-back.js";
import { frameText, type TextFrame } from "./text-frame.js";

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
  const frame = await frameText(bytes, headBytes);
  const fits: HeaderFit[] = [];
  for (const entity of entities) {
    const fit = await headerFit(entity, frame).catch(unreadable);
    if (fit) fits.push(fit);
  }
  return fits.sort((one, other) => scoreOf(other) - scoreOf(one));
}

async function headerFit(
  entity: Entity,
  { head, origin, encoding, isWhole, before, firstLine }: TextFrame,
): Promise<HeaderFit | null> {
  refuseOtherFormats(head);
  const units = toUnits(encoding, origin).push(head);
  const found = await findHeader(entity, units, { complete: isWhole, named: before.delimiter, firstLine });
  if (found === null) return null;
  const size = unitSize(encoding);
  const header = head.subarray(found.mark.start * size, found.mark.end * size);
  const cells = await headerCells(new TextDecoder(encoding).decode(header, { stream: true }), found.delimiter);
  const names = ownColumns(cells).map((at) => cells[at] ?? "");
  return fitOf(entity, names, null);
}

/** How well a header fits an entity, with what an importer's mapping says of its columns. */
export function fitOf(entity: Entity, names: readonly string[], mapping: MappingDefinition | null): HeaderFit {
  const columns = matchColumns(entity, names, mapping?.columns);
  return {
    entity,
    names,
    known: columns.filter((name) => name !== null).length,
    unknown: names.filter((_, at) => columns[at] === null),
    missing: missingColumns(entity, columns, mapping),
  };
}

/** A column that fits speaks for an entity, a required one that is missing against it. */
function scoreOf({ known, missing }: HeaderFit): number {
  return known - missing.length;
}

function unreadable(error: unknown): null {
  if (error instanceof DomainError || error instanceof FaultAt) return null;
  throw error;
}
