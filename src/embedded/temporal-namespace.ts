import { connect } from "node:net";
import { Connection } from "@temporalio/client";
import { encodeSearchAttributeIndexedValueType } from "@temporalio/common/lib/search-attributes.js";
import { msToTs, optionalTsToMs } from "@temporalio/common/lib/time.js";

const NAMESPACE = "default";
const RETENTION = "30 days";
const RETENTION_MS = 30 * 24 * 60 * 60 * 1000;

export type SearchAttributes = Readonly<Record<string, "Keyword">>;

/**
 * Returns whether a process listens on the port. The check is cheap, and avoids the client's long first pause between
 * attempts.
 */
export function acceptsConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    socket.setTimeout(1_000, () => socket.destroy());
    socket.once("connect", () => {
      resolve(true);
      socket.destroy();
    });
    socket.once("error", () => resolve(false));
    socket.once("close", () => resolve(false));
  });
}

/** Returns whether a Temporal server answers at the address and has the default namespace. */
export async function answers(address: string): Promise<boolean> {
  try {
    await withConnection(address, (connection) =>
      connection.workflowService.describeNamespace({ namespace: NAMESPACE }),
    );
    return true;
  } catch {
    return false;
  }
}

/**
 * Adds the search attributes to the default namespace, and keeps finished workflows for 30 days instead of one. The
 * server's flag sets search attributes only in a new database file. Idempotent.
 */
export async function prepareNamespace(address: string, searchAttributes: SearchAttributes): Promise<void> {
  await withConnection(address, async (connection) => {
    const known = await connection.operatorService.listSearchAttributes({ namespace: NAMESPACE });
    const missing = Object.keys(searchAttributes).filter((name) => known.customAttributes?.[name] === undefined);
    const keyword = encodeSearchAttributeIndexedValueType("KEYWORD");
    for (const name of missing) {
      await connection.operatorService
        .addSearchAttributes({
          namespace: NAMESPACE,
          searchAttributes: keyword === undefined ? {} : { [name]: keyword },
        })
        .catch(tolerateExisting);
    }
    const { config } = await connection.workflowService.describeNamespace({ namespace: NAMESPACE });
    if (optionalTsToMs(config?.workflowExecutionRetentionTtl) === RETENTION_MS) return;
    await connection.workflowService.updateNamespace({
      namespace: NAMESPACE,
      config: { workflowExecutionRetentionTtl: msToTs(RETENTION) },
    });
  });
}

async function withConnection<T>(address: string, use: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({
    address,
    connectTimeout: "2 seconds",
    // Otherwise a failed attempt on an address delays the next attempt there, even after the server has returned.
    channelArgs: { "grpc.use_local_subchannel_pool": 1, "grpc.initial_reconnect_backoff_ms": 100 },
  });
  try {
    return await connection.withDeadline(Date.now() + 10_000, () => use(connection));
  } finally {
    await connection.close();
  }
}

/** Ignores gRPC status 6: another process added the attribute in between. */
function tolerateExisting(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === 6)) throw error;
}
