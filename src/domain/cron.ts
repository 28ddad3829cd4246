/** The greatest number in each of a cron's five parts; names and ranges are left to Temporal. */
const cronLimits = [59, 23, 31, 12, 7];

export function isCron(text: string): boolean {
  const parts = text.trim().split(/\s+/);
  const fits = (part: string, limit: number) =>
    /^[\dA-Za-z*,/-]+$/.test(part) && (part.match(/\d+/g) ?? []).every((number) => Number(number) <= limit);
  return parts.length === cronLimits.length && cronLimits.every((limit, at) => fits(parts[at] ?? "", limit));
}

const daySeconds = 86_400;

/**
 * The shortest time between two times of a cron, in seconds. Its days are not looked at: one that has a single time a
 * day is taken to have it each day.
 */
export function shortestCronSeconds(cron: string): number {
  const [minutes = "*", hours = "*"] = cron.trim().split(/\s+/);
  const times = numbersOf(hours, 23).flatMap((hour) => numbersOf(minutes, 59).map((minute) => hour * 60 + minute));
  const gaps = times.map((time, at) => {
    const next = times[at + 1] ?? (times[0] ?? 0) + daySeconds / 60;
    return (next - time) * 60;
  });
  return Math.min(daySeconds, ...gaps);
}

/** The numbers that a part of a cron names, ascending, from 0 to a limit. */
function numbersOf(part: string, limit: number): number[] {
  const named = part.split(",").flatMap((piece) => {
    const [range = "*", step] = piece.split("/");
    const [first, last] = range === "*" ? [0, limit] : range.split("-").map(Number);
    // `5/10` is every tenth from the fifth on.
    const end = last ?? (step === undefined ? first : limit);
    return Array.from({ length: limit + 1 }, (_, number) => number).filter((number) => {
      const from = first ?? 0;
      return number >= from && number <= (end ?? limit) && (number - from) % Number(step ?? 1) === 0;
    });
  });
  return [...new Set(named)].sort((a, b) => a - b);
}
