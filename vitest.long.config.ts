import { defineConfig } from "vitest/config";
import shared from "./vitest.config.js";

/** The tests that are long by nature: kills, waits of real seconds, large inputs. */
export default defineConfig({
  test: {
    ...shared.test,
    include: ["test/**/*.long.test.ts"],
    exclude: [],
    testTimeout: 600_000,
    hookTimeout: 300_000,
  },
});
