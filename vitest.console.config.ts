import { defineConfig } from "vitest/config";
import shared from "./vitest.config.js";

/** The tests that need a browser; one after the other, since a busy browser waits for itself. */
export default defineConfig({
  test: { ...shared.test, include: ["test/console/**/*.test.ts"], exclude: [], fileParallelism: false },
});
