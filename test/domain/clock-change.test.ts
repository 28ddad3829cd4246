import { expect, test } from "vitest";
import { clockText, isWithinChange, nextClockChange } from "../../src/domain/clock-change.js";

test("the next change of a zone's clocks is found to the minute, and whether a schedule's time lies in it", () => {
  const spring = nextClockChange("Europe/Vienna", new Date("2026-11-29T12:00:00Z"));
  expect(spring).toEqual({ at: new Date("2027-03-28T01:00:00Z"), from: 120, to: 180 });
  const autumn = nextClockChange("America/New_York", new Date("2026-06-01T00:00:00Z"));
  expect(autumn).toEqual({ at: new Date("2026-11-01T06:00:00Z"), from: 120, to: 60 });
  expect(nextClockChange("Asia/Tokyo", new Date("2026-06-01T00:00:00Z"))).toBeNull();
  if (spring === null || autumn === null) return;
  expect([spring.from, spring.to].map(clockText)).toEqual(["02:00", "03:00"]);
  // Both changes are on a Sunday.
  const within = ["30 2 * * *", "30 2 * * 0", "30 2 * * 5-7", "30 2 * * 1,7"];
  const outside = ["0 3 * * *", "59 1 * * *", "30 2 * * 1-5", "*/5 2 * * *", "30 2 1 * *"];
  expect(within.filter((cron) => !isWithinChange(cron, "Europe/Vienna", spring))).toEqual([]);
  expect(outside.filter((cron) => isWithinChange(cron, "Europe/Vienna", spring))).toEqual([]);
  expect(isWithinChange("30 1 * * 0", "America/New_York", autumn)).toBe(true);
});
