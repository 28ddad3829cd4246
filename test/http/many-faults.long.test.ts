import { expect, test } from "vitest";
import { ShapeError } from "../../src/http/answer/problem.js";
import { expectLinearTime } from "../support/cpu-time.js";

test("the faults of a body are collected in a time that grows with their number", async () => {
  await expectLinearTime({ smallest: 1 << 10, largest: 1 << 20 }, (size) => {
    const issues = Array.from({ length: size }, (_, at) => ({ path: ["header", at], message: "expected string" }));
    return () => expect(new ShapeError("INVALID_BODY", { issues }).faults).toHaveLength(size);
  });
});
