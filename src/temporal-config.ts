import { type ClientConnectConfig, loadClientConnectConfig } from "@temporalio/envconfig";
import type { Environment } from "./config.js";

/**
 * Temporal's own environment configuration. Its file is read only when one is named: a profile that a developer keeps
 * for another project must not quietly decide where imports run.
 */
export function temporalConfig(env: Environment): ClientConnectConfig | null {
  const named = Boolean(env.TEMPORAL_CONFIG_FILE || env.TEMPORAL_PROFILE);
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value) variables[name] = value;
  const loaded = loadClientConnectConfig({ overrideEnvVars: variables, disableFile: !named });
  return loaded.connectionOptions.address ? loaded : null;
}
