import type { Entity } from "../entity.js";
import { courseGroupInPersonEvent } from "./course-group-in-person-event.js";
import { courseGroupWebinar } from "./course-group-webinar.js";
import { inPersonEvent } from "./in-person-event.js";
import { webinar } from "./webinar.js";

/** The registry: everything that can be imported, in the order of contract A's table. */
export const entities = { courseGroupInPersonEvent, inPersonEvent, courseGroupWebinar, webinar } as const;

export type Entities = typeof entities;
export type EntityName = keyof Entities;

export const entityList: readonly Entity[] = Object.values(entities);

const byName = new Map(entityList.map((entity) => [entity.name, entity]));

export function findEntity(name: string): Entity | null {
  return byName.get(name) ?? null;
}

/** The entity of a stored job; a name that the registry lost is a fault of the deployment, not of the client. */
export function entityNamed(name: string): Entity {
  const entity = byName.get(name);
  if (!entity) throw new Error(`this version does not know the entity ${name}`);
  return entity;
}
