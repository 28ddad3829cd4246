import { createHash } from "node:crypto";
import { sluggedTitle } from "./event-shapes.js";
import type { Candidate, StoredRow, StoredRows } from "./expected-rows.js";
import type { Feed, ImportFile } from "./feed.js";
import type { GeneratedRow } from "./generated-row.js";
import type { Shape } from "./shape.js";
import { slugLosers } from "./slug-losers.js";

/** How an import must end. */
export interface Expectation {
  readonly state: "complete" | "complete_with_rejects" | "failed";
  readonly error: string | null;
  /** Null where nothing of the file was counted. */
  readonly counts: ExpectedCounts | null;
}

export interface ExpectedCounts {
  readonly valid: number;
  readonly invalid: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
}

/**
 * What a feed must have led to, file after file (section D 5, 6, 7 and 9), from the records of how its files were
 * made and nothing else: one thread, plain maps, no line of Bulkhead's. Changes `stored`.
 */
export function expectFeed({ shape, files }: Feed, targets: StoredRows, stored: StoredRows): Expectation[] {
  return files.map((file) => expectFile({ shape, file, targets, stored }));
}

interface Import {
  readonly shape: Shape;
  readonly file: ImportFile;
  /** The rows that these refer to. */
  readonly targets: StoredRows;
  readonly stored: StoredRows;
}

function expectFile({ shape, file, targets, stored }: Import): Expectation {
  if (file.defect !== null) return { state: "failed", error: file.defect, counts: null };
  const { candidates, total } = candidatesOf({ shape, file, targets, stored });
  for (let losers: Candidate[] = []; ; ) {
    losers = shape.slugged ? slugLosers([...candidates.values()], stored) : [];
    if (losers.length === 0) break;
    for (const { id } of losers) candidates.delete(id);
  }
  const invalid = total - candidates.size;
  if (file.onInvalid === "abort" && invalid > 0) return { state: "failed", error: "INVALID_ROWS", counts: null };
  const changes = { created: 0, updated: 0, unchanged: 0 };
  for (const { id, merged } of candidates.values()) {
    const before = stored.get(id);
    if (!before) changes.created++;
    else if (Object.keys(shape.columns).some((name) => merged[name] !== before[name])) changes.updated++;
    else changes.unchanged++;
    if (!file.dryRun) stored.set(id, merged);
  }
  const state = invalid > 0 ? "complete_with_rejects" : "complete";
  return { state, error: null, counts: { valid: candidates.size, invalid, ...changes } };
}

/** The rows that only their slugs can still reject. */
function candidatesOf({ shape, file, targets, stored }: Import) {
  const seen = new Set<string>();
  const candidates = new Map<string, Candidate>();
  let total = 0;
  for (const row of file.rows()) {
    total++;
    if (row.id === null || seen.has(row.id)) continue;
    seen.add(row.id);
    if (row.fault !== null) continue;
    const merged = mergedRow(shape, file.header, row, stored.get(row.id));
    if (shape.target && !targets.has(merged[shape.target.column] ?? "")) continue;
    if (shape.spans.some(([start, end]) => isBackward(merged[start], merged[end]))) continue;
    candidates.set(row.id, { id: row.id, merged });
  }
  return { candidates, total };
}

/** Instants are stored in one notation, which sorts by time. */
function isBackward(start: string | null | undefined, end: string | null | undefined): boolean {
  return Boolean(start && end && end <= start);
}

function mergedRow(shape: Shape, header: readonly string[], row: GeneratedRow, before?: StoredRow): StoredRow {
  const merged: Record<string, string | null> = {};
  for (const name of Object.keys(shape.columns)) {
    const kept = before?.[name] ?? null;
    const written = row.cells[name]?.stored ?? null;
    const inFile = header.includes(name);
    const fallback = shape.defaults[name];
    if (fallback !== undefined) merged[name] = (inFile ? written : null) ?? before?.[name] ?? fallback;
    else if (name === "slug") merged[name] = (inFile ? written : null) ?? kept ?? generatedSlug(row);
    else merged[name] = inFile ? written : kept;
  }
  // A password that is left out stays, with what explains it; the same password changes nothing.
  if ("passwordOrHash" in merged && merged.passwordOrHash === null && before) {
    for (const name of ["passwordOrHash", "passwordPreHashing"]) merged[name] = before[name] ?? null;
  }
  return merged;
}

const base32 = "abcdefghijklmnopqrstuvwxyz234567";

/** The title slugified, a hyphen, and ten base32 characters of sha256(id) (contract A). */
function generatedSlug({ id, cells }: GeneratedRow): string {
  const digest = createHash("sha256")
    .update(id ?? "")
    .digest();
  const bits = [...digest.subarray(0, 7)].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const digits = Array.from({ length: 10 }, (_, at) => base32[Number.parseInt(bits.slice(at * 5, at * 5 + 5), 2)]);
  return `${sluggedTitle(cells.title?.stored ?? "")}-${digits.join("")}`;
}
