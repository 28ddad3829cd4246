import type { components } from "../../clients/typescript/src/schema.js";

/** The name of an entity, as the API's types have it. What a person writes is checked by the server. */
export type Entity = components["schemas"]["ImportRequest"]["entity"];
