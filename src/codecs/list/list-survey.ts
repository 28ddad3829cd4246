import { deleteMark } from "../../domain/delete-mark.js";
import type { Entity } from "../../domain/entity.js";
import { Fault } from "../../domain/field.js";
import type { ListLayout } from "../../domain/file-layout.js";
import type { FilePlan } from "../../domain/file-plan.js";
import { shortened } from "../../domain/issue.js";
import { parseListValue } from "../../domain/list-value.js";
import { ChunkCutter } from "../chunk-cutter.js";
import type { PlanLimits } from "../codec.js";
import { unknownColumns } from "../unknown-columns.js";
import { elementTooLarge, emptyList, noUsableEntity, tooManyElements } from "./list-faults.js";
import { type ListObject, ownProperty } from "./list-record.js";

export interface ListPlan extends FilePlan {
  readonly layout: ListLayout;
}

/** The exact position and the index of an element. */
export interface PlacedElement {
  readonly start: number;
  readonly end: number;
  /** 1-based. */
  readonly index: number;
}

/** The most unknown names kept in memory for the whole file. Further names are not counted. */
const mostUnknownNames = 1_000;
/** The number of characters by which longer names are distinguished and shown. */
const longestName = 60;

/** Collects the plan of a list element by element, in constant memory. */
export class ListSurvey {
  private readonly cutter: ChunkCutter;
  private readonly unknown = new Set<string>();
  private uncounted = false;
  private rows = 0;
  private end = 0;
  private usable = false;
  private deletes = false;

  constructor(
    private readonly entity: Entity,
    size: number,
    private readonly limits: PlanLimits,
  ) {
    this.cutter = new ChunkCutter(size);
  }

  add({ start, end, index }: PlacedElement, value: ListObject | null): void {
    const { maxRecordBytes, maxRows } = this.limits;
    if (end - start > maxRecordBytes) throw elementTooLarge(index, maxRecordBytes);
    if (index > maxRows) throw tooManyElements(index, maxRows);
    this.rows++;
    this.end = end;
    this.cutter.add(start, index);
    this.usable ||= hasUsableKey(this.entity, value);
  }

  /** Adds the names of properties. Names that the entity does not have become warnings. */
  addNames(names: readonly string[]): void {
    for (const name of names) {
      if (name === deleteMark) this.deletes = true;
      else if (!Object.hasOwn(this.entity.fields, name)) this.addUnknown(name);
    }
  }

  private addUnknown(name: string): void {
    const short = shortened(name, longestName);
    if (this.unknown.size < mostUnknownNames) this.unknown.add(short);
    else if (!this.unknown.has(short)) this.uncounted = true;
  }

  /** Returns the plan of a list that is well-formed as a whole. Throws `EMPTY_LIST` or `NO_USABLE_ENTITY`. */
  finish(): ListPlan {
    if (this.rows === 0) throw emptyList();
    if (!this.usable) throw noUsableEntity("id");
    this.cutter.close(this.end);
    return {
      layout: {
        ...({ encoding: "utf-8", delimiter: null, names: [], header: Object.keys(this.entity.fields) } as const),
        ...(this.deletes && { deleteAt: -1 }),
      },
      chunks: this.cutter.chunks,
      rows: this.rows,
      warnings: unknownColumns(this.entity, [...this.unknown], { line: 1, uncounted: this.uncounted }),
    };
  }
}

function hasUsableKey(entity: Entity, value: ListObject | null): boolean {
  const key = ownProperty(value, "id");
  const field = entity.fields.id;
  if (typeof key !== "string" || !field) return false;
  const parsed = parseListValue(field, key);
  return parsed !== null && !(parsed instanceof Fault);
}
