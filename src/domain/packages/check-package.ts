import { entityList, findEntity } from "../entities/index.js";
import { DomainError } from "../errors.js";
import { mappingFaults } from "../mapping/mapping-faults.js";
import type { PackageDefinition } from "./package.js";

/** Throws if a package cannot be imported as defined: `INVALID_PACKAGE`, `UNKNOWN_ENTITY`. */
export function checkPackage({ preset, mode, files }: PackageDefinition): void {
  if (preset === null && mode !== null) throw invalidPackage("mode is for presets: each file has its own.");
  if ((preset === null) === (files.length === 0)) throw invalidPackage("A package names either a preset or files.");
  const seen = new Set<string>();
  for (const { member, entity: name, mode, mapping } of files) {
    const entity = findEntity(name);
    if (!entity)
      throw new DomainError("UNKNOWN_ENTITY", `There is no entity ${name}.`, "GET /api/entities lists them.");
    const fault = mapping && mappingFaults(entity, mapping)[0];
    if (fault)
      throw invalidPackage(`The mapping of ${member} does not fit: ${`${fault.path} ${fault.message}`.trim()}.`);
    if (mode === "snapshot" && files.filter((file) => file.entity === name).length > 1) {
      throw invalidPackage(`Two files of ${name} cannot be snapshots: each would delete the rows of the other.`);
    }
    if (seen.has(`${member}\n${name}`)) throw invalidPackage(`${member} is named twice for ${name}.`);
    seen.add(`${member}\n${name}`);
  }
}

function invalidPackage(message: string): DomainError {
  return new DomainError("INVALID_PACKAGE", message, "Compare the package with GET /openapi.json.");
}

/** Returns files in an order in which they can be imported: files come after the files they refer to. */
export function inOrderOfReferences<File extends { readonly entity: string }>(files: readonly File[]): File[] {
  const left = [...files];
  const ordered: File[] = [];
  while (left.length > 0) {
    const free = left.findIndex(
      ({ entity }) => !left.some((other) => other.entity !== entity && refers(entity, other)),
    );
    ordered.push(...left.splice(Math.max(0, free), 1));
  }
  return ordered;
}

/** Whether rows of an entity refer to rows of a file. */
function refers(entity: string, { entity: target }: { readonly entity: string }): boolean {
  const { fields = {} } = entityList.find(({ name }) => name === entity) ?? {};
  return Object.values(fields).some(({ reference }) => reference?.entity === target);
}
