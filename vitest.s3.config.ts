import { defineConfig } from "vitest/config";
import shared from "./vitest.config.js";

/** The tests that need an S3 server, which `scripts/s3.sh` runs. */
export default defineConfig({ test: { ...shared.test, include: ["test/s3/**/*.test.ts"], exclude: [] } });
