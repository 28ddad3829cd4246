import { defineConfig } from "vitest/config";
import shared from "./vitest.config.js";

/** The tests that need OpenSSH's server, which `scripts/sftp.sh` sees to. */
export default defineConfig({ test: { ...shared.test, include: ["test/sftp/**/*.test.ts"], exclude: [] } });
