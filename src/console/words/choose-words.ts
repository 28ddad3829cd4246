import { english, type Words } from "./english.js";
import { german } from "./german.js";

const byLanguage: readonly Words[] = [english, german];

/**
 * Returns the words of the language that the browser prefers most and the console has (RFC 9110, Accept-Language); else
 * English.
 */
export function chooseWords(acceptLanguage: string | undefined): Words {
  const wanted = (acceptLanguage ?? "")
    .split(",")
    .map((entry) => {
      const [tag = "", ...parameters] = entry.trim().toLowerCase().split(";");
      const quality = parameters.map((text) => /^\s*q=([\d.]+)$/.exec(text)?.[1]).find((q) => q !== undefined);
      return { language: tag.split("-")[0], quality: Number(quality ?? 1) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((one, other) => other.quality - one.quality);
  for (const { language } of wanted) {
    const words = byLanguage.find((known) => known.language === language);
    if (words) return words;
  }
  return english;
}
