import { defineConfig } from "vitest/config";
import shared from "./vitest.config.js";

/** The test that needs Prometheus, which `scripts/alerts.sh` sees to. */
export default defineConfig({ test: { ...shared.test, include: ["test/alerts/**/*.test.ts"], exclude: [] } });
