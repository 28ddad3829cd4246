import { type ClientConnectConfig, loadClientConnectConfig } from "@temporalio/envconfig";
import type { Environment } from "./config.js";

/**
 * Loads Temporal's own environment configuration; null without an address. Its file is read only if it is named: a
 * developer's profile for another project must not decide where imports run.
 */
export function temporalConfig(env: Environment): ClientConnectConfig | null {
  const named = Boolean(env.TEMPORAL_CONFIG_FILE || env.TEMPORAL_PROFILE);
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value) variables[name] = value;
  const loaded = loadClientConnectConfig({ overrideEnvVars: variables, disableFile: !named });
  return loaded.connectionOptions.address ? loaded : null;
}
