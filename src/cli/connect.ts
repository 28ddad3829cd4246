import { type Bulkhead, createBulkhead } from "../../clients/typescript/src/bulkhead.js";
import { ConfigError, readEnv, toConfig } from "../config.js";
import { readInstanceState } from "../embedded/state-file.js";
import { readEmbeddedKey } from "../start/embedded-key.js";

/** Connects to Bulkhead at the address of the settings, else to the stack that runs on the data folder. */
export async function connect(): Promise<Bulkhead> {
  const config = toConfig(readEnv());
  const { host, port } = config.http;
  const url = config.apiUrl ?? (await readInstanceState(config.dataDir))?.url ?? `http://${host}:${port}`;
  const key = config.apiKey ?? (await readEmbeddedKey(config));
  if (!key) throw new ConfigError("No API key: set BULKHEAD_API_KEY (bulkhead keys create makes one).");
  return createBulkhead({ url, key });
}
