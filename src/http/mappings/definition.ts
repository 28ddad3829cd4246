import { z } from "@hono/zod-openapi";
import type { MappingRow } from "../../db/mappings/mappings.js";
import type { Entity } from "../../domain/entity.js";
import { type MappingDefinition, mappingSchema } from "../../domain/mapping/mapping.js";
import { mappingFaults } from "../../domain/mapping/mapping-faults.js";
import { ShapeError } from "../answer/problem.js";

export const storedMappingSchema = z
  .object({
    importerId: z.string(),
    entity: z.string(),
    version: z.int().openapi({ description: "Another one for each change of any mapping." }),
    ...mappingSchema.shape,
    changedBy: z.string(),
    changedAt: z.iso.datetime(),
  })
  .openapi("Mapping");
/** Built from the parts of the domain's schema: only a schema that is created here can have an OpenAPI part. */
export const mappingRequestSchema = z.strictObject(mappingSchema.shape).openapi("MappingRequest", {
  example: {
    columns: { Vorname: "firstName", Bemerkung: null },
    constants: { campusManagementRoles: "STUDENT" },
    values: {},
    dates: { format: "dd.MM.yyyy HH:mm", timeZone: "Europe/Vienna" },
  },
});

/** Returns a stored mapping in the form of an answer. */
export function mappingResource({ importerId, entity, version, definition, changedBy, changedAt }: MappingRow) {
  return {
    ...{ importerId, entity, version, ...mappingSchema.parse(definition) },
    ...{ changedBy, changedAt: changedAt.toISOString() },
  };
}

/** Throws `INVALID_MAPPING`, with every fault, if a mapping does not fit the entity. */
export function checkMapping(entity: Entity, definition: MappingDefinition): void {
  const faults = mappingFaults(entity, definition);
  if (faults.length === 0) return;
  const issues = faults.map(({ path, message }) => ({ path: [path], message }));
  throw new ShapeError("INVALID_MAPPING", { issues });
}
