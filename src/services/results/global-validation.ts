import { countTargets, type FindingGroup, type FindingsOf, groupFindings } from "../../db/integrity/list-findings.js";
import type { JobRow } from "../../db/jobs/jobs.js";
import type { Deps } from "../../deps.js";
import { entityList, findEntity } from "../../domain/entities/index.js";
import { listName } from "../../domain/entity.js";
import { findingCodes } from "../../domain/integrity-rule.js";
import { capitalized, joinedIds, mostIds, roleOf } from "./warning-text.js";

/** The result of the global validation after a job: messages per entity, for every entity, in contract B's form. */
export interface GlobalValidation {
  readonly result: "SUCCESS";
  readonly warnings: Record<string, string[]>;
}

/** Whether the job requested the global validation, and left a state to describe. */
export function isValidated(job: JobRow): boolean {
  return job.globalValidation && job.integrityVersion !== null;
}

/** Selects the findings of a job or of a dry run; null if the job left no state to describe. */
export function findingsOfJob(job: Pick<JobRow, "id" | "tenantId" | "dryRun" | "integrityVersion">): FindingsOf | null {
  const { id, tenantId, dryRun, integrityVersion: version } = job;
  return version === null ? null : { tenantId, version, previewOf: dryRun ? id : null };
}

/** Returns the result of the global validation; null if it was not requested or the job left no state to describe. */
export async function globalValidation({ db }: Pick<Deps, "db">, job: JobRow): Promise<GlobalValidation | null> {
  const of = findingsOfJob(job);
  if (!job.globalValidation || of === null) return null;
  const groups = await groupFindings(db.query, of, mostIds);
  const messages = await Promise.all(groups.map((group) => message({ db }, of, group)));
  const ofEntity = (name: string) => messages.filter((_, at) => groups[at]?.entity === name);
  return { result: "SUCCESS", warnings: Object.fromEntries(entityList.map(({ name }) => [name, ofEntity(name)])) };
}

async function message({ db }: Pick<Deps, "db">, of: FindingsOf, group: FindingGroup): Promise<string> {
  const { entity, code, field, targetEntity, total, first } = group;
  const role = roleOf(field);
  const rule = `Some ${listName({ name: entity })} ${findingCodes[code].phrase(role)}`;
  // A missing reference that a row requires is named alone; otherwise the row and its target are both named.
  if (code === "MISSING_REFERENCE" && findEntity(entity)?.fields[field]?.required) {
    const targets = await countTargets(db.query, of, group, mostIds);
    return `${rule}: ${joinedIds(targets.first, targets.total - targets.first.length)}`;
  }
  const suffix = capitalized(code === "MISSING_REFERENCE" ? role : targetEntity);
  const alone = code === "PARENT_CYCLE" || targetEntity === "" || first.every(({ targetId }) => targetId === "");
  const ids = first.map(({ id, targetId }) => (alone ? id : `${id} (${suffix}: ${targetId})`));
  return `${rule}: ${joinedIds(ids, total - first.length)}`;
}
