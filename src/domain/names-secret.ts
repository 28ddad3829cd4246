import { isSecretName } from "./entities/index.js";
import type { FilePlan } from "./file-plan.js";

/**
 * Whether a file has a column with the name of a secret, whether its entity has the column or not. Past the limit of
 * warnings the names of unknown columns are missing; then true.
 */
export function namesSecret({ layout, warnings }: Pick<FilePlan, "layout" | "warnings">): boolean {
  if (layout.header.some((name) => name !== null && isSecretName(name))) return true;
  return warnings.some(({ code, column }) => code === "UNKNOWN_COLUMN" && (column === null || isSecretName(column)));
}
