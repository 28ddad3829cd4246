import { text } from "./text.js";

export const longestKey = 255;

/** The row's key in the source system; unique in a file, and with tenant and entity the natural key of the store. */
export function key({ example }: { example: string }) {
  return text({ max: longestKey, example });
}
