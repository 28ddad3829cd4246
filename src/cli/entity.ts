import type { components } from "../../clients/typescript/src/schema.js";

/** The name of an entity, as in the API's types. The server checks a name that a person writes. */
export type Entity = components["schemas"]["ImportRequest"]["entity"];
