import { homedir } from "node:os";
import { join } from "node:path";
import { readEnv } from "../src/config.js";

/** Where generated files and the Temporal CLI outlast a run. */
export function cacheFolder(): string {
  const { XDG_CACHE_HOME } = readEnv();
  return join(XDG_CACHE_HOME || join(homedir(), ".cache"), "bulkhead-bench");
}
