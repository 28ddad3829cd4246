import { comparableName } from "../comparable-name.js";
import type { Entity } from "../entity.js";
import type { Field } from "../field.js";
import { isNearly } from "../nearly.js";
import { course } from "./course.js";
import { courseGroupInPersonEvent } from "./course-group-in-person-event.js";
import { courseGroupWebinar } from "./course-group-webinar.js";
import { event } from "./event.js";
import { group } from "./group.js";
import { inPersonEvent } from "./in-person-event.js";
import { organization } from "./organization.js";
import { student } from "./student.js";
import { survey } from "./survey.js";
import { user } from "./user.js";
import { webinar } from "./webinar.js";

/** The registry of all entities that can be imported. The entities of each contract are in its recommended order. */
export const entities = {
  ...{ courseGroupInPersonEvent, inPersonEvent, courseGroupWebinar, webinar },
  ...{ user, organization, student, course, group, event, survey },
} as const;

export type Entities = typeof entities;
export type EntityName = keyof Entities;

export const entityList: readonly Entity[] = Object.values(entities);

const byName = new Map(entityList.map((entity) => [entity.name, entity]));

export function findEntity(name: string): Entity | null {
  return byName.get(name) ?? null;
}

/**
 * Returns the entity of a stored job. Throws if the registry lacks the name: that is a fault of the deployment, not of
 * the client.
 */
export function entityNamed(name: string): Entity {
  const entity = byName.get(name);
  if (!entity) throw new Error(`this version does not know the entity ${name}`);
  return entity;
}

/**
 * The names of all secrets and their aliases, reduced to letters. All entities are included: a secret that is sent to
 * the wrong entity is still a secret.
 */
const secretNames = namesOf(({ secret }) => secret);

/**
 * Whether the name of a column, a property or an attribute is that of a secret, in any entity and case, even slightly
 * misspelled.
 */
export function isSecretName(name: string): boolean {
  const letters = lettersOf(name);
  if (/passw|^pwd/.test(letters)) return true;
  return [...secretNames].some((secret) => isNearly(letters, secret));
}

const hashedNames = namesOf(({ hashed, explains }) => hashed || explains !== null);

/** Whether no response contains a column: it is stored only as a hash, or explains a hashed field. */
export function isHashedName(name: string): boolean {
  return hashedNames.has(lettersOf(name));
}

function namesOf(which: (field: Field) => boolean): ReadonlySet<string> {
  const fields = entityList.flatMap((entity) => Object.entries(entity.fields));
  return new Set(
    fields.flatMap(([name, field]) => (which(field) ? [name, ...field.aliases].map((known) => lettersOf(known)) : [])),
  );
}

function lettersOf(name: string): string {
  return comparableName(name).replace(/[^a-z]/g, "");
}
