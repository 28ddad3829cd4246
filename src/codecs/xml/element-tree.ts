import type { ListObject } from "../list/list-record.js";

/** Where text stands that stands beside elements; no element's name can begin so. */
export const textName = "#text";

interface Node {
  readonly name: string;
  text: string;
  children: Map<string, unknown[]> | null;
}

/** An entity's element as an object. */
export interface EntityElement {
  readonly name: string;
  /** Null where the element holds text alone. */
  readonly value: ListObject | null;
  /** The names between the entity and an element that has text beside its elements; null without one. */
  readonly mixed: readonly string[] | null;
  /** Attributes below the entity's own, which have no place in the object. */
  readonly strayAttributes: readonly string[];
}

/**
 * Builds one entity at a time from XML's events: an element without elements is a text, one with elements an object,
 * repeated ones a list. Attributes are properties named `@name`, but for those about namespaces and schemas.
 */
export class ElementTree {
  private readonly open: Node[] = [];
  private mixed: readonly string[] | null = null;
  private strays: string[] = [];

  /** @param lists the entity's properties that are lists even of one element */
  constructor(private readonly lists: ReadonlySet<string>) {}

  start(name: string, attributes: Readonly<Record<string, string>>): void {
    const node: Node = { name: localName(name), text: "", children: null };
    if (this.open.length === 0) {
      this.mixed = null;
      this.strays = [];
    }
    for (const attribute of ownAttributes(attributes)) {
      if (this.open.length > 0) this.strays.push(attribute.name);
      else addTo(node, attribute.name, attribute.value);
    }
    this.open.push(node);
  }

  text(text: string): void {
    const node = this.open.at(-1);
    if (node) node.text += text;
  }

  /** Ends an element; gives the entity when it was the entity's. */
  end(): EntityElement | null {
    const node = this.open.pop();
    if (!node) return null;
    const { name, text, children } = node;
    const blank = isBlank(text);
    if (children && !blank) {
      this.mixed ??= [...this.open, node].slice(1).map((parent) => parent.name);
      children.set(textName, [text]);
    }
    const parent = this.open.at(-1);
    const object = children ? this.objectOf(children, parent === undefined) : null;
    if (parent) {
      addTo(parent, name, object ?? text);
      return null;
    }
    const value = object ?? (blank ? {} : null);
    return { name, value, mixed: this.mixed, strayAttributes: this.strays };
  }

  private objectOf(children: ReadonlyMap<string, readonly unknown[]>, ofEntity: boolean): ListObject {
    const entries = [...children].map(([name, values]): [string, unknown] => {
      const isList = values.length > 1 || (ofEntity && this.lists.has(name));
      return [name, isList ? values : values[0]];
    });
    return Object.fromEntries(entries);
  }
}

/** Attributes as properties; those about namespaces and schemas say nothing about the entity. */
export function ownAttributes(attributes: Readonly<Record<string, string>>): { name: string; value: string }[] {
  return Object.entries(attributes).flatMap(([name, value]) =>
    /^(xmlns$|xmlns:|xsi:)/.test(name) ? [] : [{ name: `@${name}`, value }],
  );
}

/** Prefixes do not matter: the local name decides. */
export function localName(name: string): string {
  return name.slice(name.lastIndexOf(":") + 1) || name;
}

/** XML's own white space, which is less than JavaScript's. */
export function isBlank(text: string): boolean {
  return !/[^ \t\r\n]/.test(text);
}

function addTo(node: Node, name: string, value: unknown): void {
  node.children ??= new Map();
  const values = node.children.get(name);
  if (values) values.push(value);
  else node.children.set(name, [value]);
}
