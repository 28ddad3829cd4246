import { expect, test } from "vitest";
import { clockAfter, clockText, isWithinChange, nextClockChange } from "../../src/domain/clock-change.js";

test("the next change of a zone's clocks is found to the minute, and whether a schedule's time lies in it", () => {
  const spring = nextClockChange("Europe/Vienna", new Date("2026-11-29T12:00:00Z"));
  expect(spring).toEqual({ at: new Date("2027-03-28T01:00:00Z"), from: 120, minutes: 60 });
  const autumn = nextClockChange("America/New_York", new Date("2026-06-01T00:00:00Z"));
  expect(autumn).toEqual({ at: new Date("2026-11-01T06:00:00Z"), from: 120, minutes: -60 });
  expect(nextClockChange("Asia/Tokyo", new Date("2026-06-01T00:00:00Z"))).toBeNull();
  if (spring === null || autumn === null) return;
  expect([spring.from, clockAfter(spring)].map(clockText)).toEqual(["02:00", "03:00"]);
  // Both changes are on a Sunday.
  const within = ["30 2 * * *", "30 2 * * 0", "30 2 * * 5-7", "30 2 * * 1,7"];
  const outside = ["0 3 * * *", "59 1 * * *", "30 2 * * 1-5", "*/5 2 * * *", "30 2 1 * *"];
  expect(within.filter((cron) => !isWithinChange(cron, "Europe/Vienna", spring))).toEqual([]);
  expect(outside.filter((cron) => isWithinChange(cron, "Europe/Vienna", spring))).toEqual([]);
  expect(isWithinChange("30 1 * * 0", "America/New_York", autumn)).toBe(true);
});

test("a change across midnight is forward or back as its minutes say", () => {
  const cairo = nextClockChange("Africa/Cairo", new Date("2026-08-01T00:00:00Z"));
  expect(cairo).toMatchObject({ from: 0, minutes: -60 });
  if (cairo === null) return;
  expect(clockText(clockAfter(cairo))).toBe("23:00");
  expect(isWithinChange("0 9 * * *", "Africa/Cairo", cairo)).toBe(false);
  expect(isWithinChange("30 23 * * *", "Africa/Cairo", cairo)).toBe(true);
  const nuuk = nextClockChange("America/Nuuk", new Date("2027-03-01T00:00:00Z"));
  expect(nuuk).toMatchObject({ at: new Date("2027-03-28T01:00:00Z"), from: 1_380, minutes: 60 });
  if (nuuk === null) return;
  expect(isWithinChange("30 23 * * 6", "America/Nuuk", nuuk)).toBe(true);
  expect(isWithinChange("30 23 * * 0", "America/Nuuk", nuuk)).toBe(false);
  const spring = nextClockChange("Africa/Cairo", new Date("2027-03-01T00:00:00Z"));
  expect(spring).toMatchObject({ from: 0, minutes: 60 });
  if (spring === null) return;
  // A Friday that begins at one o'clock.
  expect(isWithinChange("30 0 * * 5", "Africa/Cairo", spring)).toBe(true);
  expect(isWithinChange("30 0 * * 4", "Africa/Cairo", spring)).toBe(false);
});

test("the change is at the same minute, whenever the question is asked", () => {
  for (let second = 0; second < 7_200; second += 7) {
    const now = new Date(Date.parse("2026-12-01T14:00:00Z") + second * 1_000 + second);
    const change = nextClockChange("Europe/Vienna", now);
    expect([now, change?.at.toISOString(), change?.from]).toEqual([now, "2027-03-28T01:00:00.000Z", 120]);
  }
});
