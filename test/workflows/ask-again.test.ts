import { expect, test } from "vitest";
import { pauseAfter } from "../../workflows/ask-again.js";

test("a workflow that waits two years for its turn fits into Temporal's history", () => {
  let [asked, waited] = [0, 0];
  let pause: number | null = null;
  for (; waited < 2 * 366 * 86_400_000; waited += pause) {
    pause = pauseAfter(pause);
    asked += 1;
  }
  const eventsEach = 11; // a timer, two workflow tasks and an activity
  expect(asked * eventsEach).toBeLessThan(51_200 / 2);
});

test("the first question is asked again after ten minutes, and none later than after half a day", () => {
  expect(pauseAfter(null)).toBe(600_000);
  expect(pauseAfter(86_400_000)).toBe(43_200_000);
});
