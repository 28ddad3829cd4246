import { Connection } from "@temporalio/client";
import type { ClientConnectConfig } from "@temporalio/envconfig";
import { NativeConnection } from "@temporalio/worker";

/** Where Temporal is, as its own environment configuration says or as the embedded dev server was started. */
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

/** A client connection that is opened with its first call: HTTP serves while Temporal is down. */
export function openConnection({ options }: TemporalTarget): Connection {
  return Connection.lazy({ ...options, connectTimeout: "2 seconds" });
}

/** A worker's connection; throws at once where Temporal does not answer. */
export function openNativeConnection({ options }: TemporalTarget): Promise<NativeConnection> {
  return NativeConnection.connect(options);
}
