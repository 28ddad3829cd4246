import type { ListObject } from "../list/list-record.js";
import { setOwn } from "../list/set-own.js";

/** The property for text beside elements; no element's name can begin with `#`. */
export const textName = "#text";

interface Node {
  readonly name: string;
  text: string;
  object: Record<string, unknown> | null;
}

/** An entity's element as an object. */
export interface EntityElement {
  readonly name: string;
  /** Null if the element holds only text. */
  readonly value: ListObject | null;
  /** The names below the entity down to an element with text beside its elements; null without such an element. */
  readonly mixed: readonly string[] | null;
  /** Attributes of nested elements, which have no place in the object. */
  readonly strayAttributes: readonly string[];
}

const none: readonly string[] = [];
/** The most stray attributes of one entity that are reported; an entity can have very many. */
const mostStrays = 20;

/**
 * Builds one entity at a time from XML events. An element without child elements becomes a text, an element with child
 * elements an object, and repeated elements a list. Attributes become properties named `@name`, except for those about
 * namespaces and schemas.
 */
export class ElementTree {
  private readonly open: Node[] = [];
  private mixed: readonly string[] | null = null;
  private strays = none;

  /** @param lists the entity's properties that become lists even with one element */
  constructor(private readonly lists: ReadonlySet<string>) {}

  start(name: string, attributes: Readonly<Record<string, string>>): void {
    const node: Node = { name: localName(name), text: "", object: null };
    const isEntity = this.open.length === 0;
    if (isEntity) {
      this.mixed = null;
      this.strays = none;
    }
    for (const name of ownAttributes(attributes)) {
      if (isEntity) this.add(node, `@${name}`, attributes[name]);
      else this.strays = [...this.strays.slice(1 - mostStrays), `@${name}`];
    }
    this.open.push(node);
  }

  text(text: string): void {
    const node = this.open.at(-1);
    if (node && (this.open.length > 1 || !isBlank(text))) node.text += text;
  }

  /** Ends an element. Returns the entity if the element was the entity's own, otherwise null. */
  end(): EntityElement | null {
    const node = this.open.pop();
    if (!node) return null;
    const { name, text, object } = node;
    if (object && !isBlank(text)) {
      this.mixed ??= [...this.open, node].slice(1).map((parent) => parent.name);
      object[textName] = text;
    }
    const parent = this.open.at(-1);
    if (parent) {
      this.add(parent, name, object ?? text);
      return null;
    }
    const value = object ?? (isBlank(text) ? {} : null);
    return { name, value, mixed: this.mixed, strayAttributes: this.strays };
  }

  private add(node: Node, name: string, value: unknown): void {
    node.object ??= {};
    const { object } = node;
    const isFirst = !Object.hasOwn(object, name);
    const before = object[name];
    if (isFirst) setOwn(object, name, this.open.length === 1 && this.lists.has(name) ? [value] : value);
    else if (Array.isArray(before)) before.push(value);
    else setOwn(object, name, [before, value]);
  }
}

/** Returns the names of attributes that describe the entity, not namespaces and schemas. */
export function ownAttributes(attributes: Readonly<Record<string, string>>): readonly string[] {
  for (const _ in attributes) return Object.keys(attributes).filter((name) => !/^(xmlns$|xmlns:|xsi:)/.test(name));
  return none; // nearly every element has no attributes
}

/** Returns an element's name without its prefix: prefixes are ignored. */
export function localName(name: string): string {
  const colon = name.lastIndexOf(":");
  return colon === -1 ? name : name.slice(colon + 1) || name;
}

/** Whether a text is only white space as XML defines it, which is less than JavaScript's. */
export function isBlank(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return false;
  }
  return true;
}
