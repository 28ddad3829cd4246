import { type FindingGroup, findingsOfJob, groupFindings } from "../db/integrity/list-findings.js";
import type { JobRow } from "../db/jobs.js";
import type { Deps } from "../deps.js";
import { entityList, findEntity } from "../domain/entities/index.js";
import { listName } from "../domain/entity.js";
import { findingCodes } from "../domain/integrity-rule.js";

/** The most ids that one message names; the rest is counted, and paged at the job's `integrity` link. */
export const mostIds = 1_000;

/** What the global validation says after a job: messages per entity (contract B's form), every entity named. */
export interface GlobalValidation {
  readonly result: "SUCCESS";
  readonly warnings: Record<string, string[]>;
}

/** Whether the job was to tell what the global validation found, and left a state to describe. */
export function isValidated(job: JobRow): boolean {
  return job.globalValidation && job.integrityVersion !== null;
}

/** Null where the validation was not wanted, or the job left no state to describe. */
export async function globalValidation({ db }: Pick<Deps, "db">, job: JobRow): Promise<GlobalValidation | null> {
  const of = findingsOfJob(job);
  if (!job.globalValidation || of === null) return null;
  const groups = await groupFindings(db.query, of, mostIds);
  const messages = (entity: string) => groups.filter((group) => group.entity === entity).map(message);
  return {
    result: "SUCCESS",
    warnings: Object.fromEntries(entityList.map(({ name }) => [name, messages(name)])),
  };
}

function message({ entity, code, field, targetEntity, total, first }: FindingGroup): string {
  const role = roleOf(field);
  // A counterpart that a row cannot do without stands for it; otherwise both are named.
  const counterpart = code === "MISSING_REFERENCE" && findEntity(entity)?.fields[field]?.required === true;
  const suffix = code === "MISSING_REFERENCE" ? capitalized(role) : capitalized(targetEntity);
  const ids = first.map(({ id, targetId }) => {
    if (counterpart) return targetId;
    return code === "PARENT_CYCLE" || targetId === "" ? id : `${id} (${suffix}: ${targetId})`;
  });
  const phrase = findingCodes[code].phrase(role);
  return `Some ${listName({ name: entity })} ${phrase}: ${joinedIds([...new Set(ids)], total - first.length)}`;
}

/** Ids as a message lists them, and how many more there are. */
export function joinedIds(ids: readonly string[], more: number): string {
  return `${ids.join(", ")}${more > 0 ? `, … and ${more} more` : ""}`;
}

/** Whom a reference names: `userId` a user, `lecturerIds` a lecturer. */
export function roleOf(field: string): string {
  return field.replace(/Ids?$/, "");
}

export function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
