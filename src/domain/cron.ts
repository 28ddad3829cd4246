/** The greatest number in each of a cron's five parts. Names and ranges are checked by Temporal. */
const cronLimits = [59, 23, 31, 12, 7];

export function isCron(text: string): boolean {
  const parts = text.trim().split(/\s+/);
  const fits = (part: string, limit: number) =>
    /^[\dA-Za-z*,/-]+$/.test(part) && (part.match(/\d+/g) ?? []).every((number) => Number(number) <= limit);
  return parts.length === cronLimits.length && cronLimits.every((limit, at) => fits(parts[at] ?? "", limit));
}

const daySeconds = 86_400;

/**
 * Returns the shortest time between two times of a cron, in seconds. Ignores the cron's days: a cron with a single time
 * a day counts as daily.
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

/** Returns the numbers that a part of a cron names, from 0 to `limit`, ascending. */
function numbersOf(part: string, limit: number): number[] {
  const named = part.split(",").flatMap((piece) => {
    const [range = "*", step] = piece.split("/");
    const [first, last] = range === "*" ? [0, limit] : range.split("-").map(Number);
    // `5/10` means every tenth number from 5 on.
    const end = last ?? (step === undefined ? first : limit);
    return Array.from({ length: limit + 1 }, (_, number) => number).filter((number) => {
      const from = first ?? 0;
      return number >= from && number <= (end ?? limit) && (number - from) % Number(step ?? 1) === 0;
    });
  });
  return [...new Set(named)].sort((a, b) => a - b);
}
