import { isSecretName } from "./entities/index.js";
import type { FilePlan } from "./file-plan.js";

/**
 * Whether a file has a column that is a secret by its name, one of its entity or an unknown one; past the limit of
 * warnings the names are not known.
 */
export function namesSecret({ layout, warnings }: Pick<FilePlan, "layout" | "warnings">): boolean {
  if (layout.header.some((name) => name !== null && isSecretName(name))) return true;
  return warnings.some(({ code, column }) => code === "UNKNOWN_COLUMN" && (column === null || isSecretName(column)));
}
