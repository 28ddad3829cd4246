import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts", "clients/*/test/**/*.test.ts"],
    exclude: ["test/alerts/**", "test/s3/**", "test/sftp/**", "test/console/**", "test/**/*.long.test.ts"],
    // Temporal's core is a native module, which threads do not share well.
    pool: "forks",
    maxWorkers: 2,
    // CommonJS packages are imported as Node imports them.
    deps: { interopDefault: false },
    globalSetup: ["test/support/global-setup.ts"],
    // A test waits for conditions. These limits end a test whose condition never comes, also on a very busy machine.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000, interval: 50 } },
  },
});
