import pg from "pg";
import { expect, test } from "vitest";
import setUp from "../support/global-setup.js";

test("a set-up of the tests that fails leaves no server running", async () => {
  let templateUrl = "";
  const failing = setUp({
    provide: (_, value) => {
      templateUrl = String(value);
      throw new Error("a migration is broken");
    },
  });
  await expect(failing).rejects.toThrow("a migration is broken");
  expect(templateUrl).toContain("bulkhead_template");
  await expect(new pg.Client(templateUrl).connect()).rejects.toThrow("ECONNREFUSED");
});
