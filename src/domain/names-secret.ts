import { isSecretName } from "./entities/index.js";
import type { Issue } from "./issue.js";

/** Whether a file has a secret's name where its entity has none; past the limit of warnings the names are not known. */
export function namesSecret(warnings: readonly Pick<Issue, "code" | "column">[]): boolean {
  return warnings.some(({ code, column }) => code === "UNKNOWN_COLUMN" && (column === null || isSecretName(column)));
}
