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
  /** The number of cells that are columns of the entity. */
  readonly known: number;
  readonly unknown: readonly string[];
  readonly missing: readonly string[];
}

/** Returns how well a file's header fits each entity, the best first; empty if the file has no readable header. */
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

/** Returns how well a header fits an entity under an importer's mapping. */
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

/** Returns the number of known columns minus the number of missing required columns. */
function scoreOf({ known, missing }: HeaderFit): number {
  return known - missing.length;
}

function unreadable(error: unknown): null {
  if (error instanceof DomainError || error instanceof FaultAt) return null;
  throw error;
}
