import cronstrue from "cronstrue/i18n.js";
import type { Words } from "../words/english.js";

/** Returns the times of a cron of five parts in words; the cron itself if it cannot be described. */
export function cronWords(cron: string, words: Words): string {
  try {
    return cronstrue.default.toString(cron, { locale: words.language, use24HourTimeFormat: true, verbose: true });
  } catch {
    return cron;
  }
}
