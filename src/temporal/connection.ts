import { Connection } from "@temporalio/client";
import type { ClientConnectConfig } from "@temporalio/envconfig";
import { NativeConnection } from "@temporalio/worker";

/** The address and namespace of Temporal, from its own environment configuration or of the embedded dev server. */
export interface TemporalTarget {
  readonly options: ClientConnectConfig["connectionOptions"];
  readonly namespace: string;
}

export function targetOf(config: ClientConnectConfig): TemporalTarget {
  return { options: config.connectionOptions, namespace: config.namespace ?? "default" };
}

/** The dev server that embedded mode starts. */
export function embeddedTarget(address: string): TemporalTarget {
  return { options: { address }, namespace: "default" };
}

/** Returns a client connection that opens at its first call, so that HTTP works while Temporal is down. */
export function openConnection({ options }: TemporalTarget): Connection {
  return Connection.lazy({ ...options, connectTimeout: "2 seconds" });
}

/** Opens a worker's connection. Throws at once if Temporal does not answer. */
export function openNativeConnection({ options }: TemporalTarget): Promise<NativeConnection> {
  return NativeConnection.connect(options);
}
