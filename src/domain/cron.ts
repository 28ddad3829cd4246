/** The greatest number in each of a cron's five parts; names and ranges are left to Temporal. */
const cronLimits = [59, 23, 31, 12, 7];

export function isCron(text: string): boolean {
  const parts = text.trim().split(/\s+/);
  const fits = (part: string, limit: number) =>
    /^[\dA-Za-z*,/-]+$/.test(part) && (part.match(/\d+/g) ?? []).every((number) => Number(number) <= limit);
  return parts.length === cronLimits.length && cronLimits.every((limit, at) => fits(parts[at] ?? "", limit));
}
