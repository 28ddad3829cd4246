import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A way to a server that a test can break. */
export interface FrailProxy {
  readonly url: string;
  /** The address of the server, by way of the proxy. */
  readonly through: string;
  /** From now on each connection breaks when the server has sent so many bytes over it. */
  breakAfter(bytes: number): void;
  /** Breaks what is open, and lets nothing through until `mend`. */
  cut(): void;
  mend(): void;
  /** What is open stays open and what is opened is accepted, but nothing passes in either direction until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** Connections so far. */
  connections(): number;
  stop(): Promise<void>;
}

export async function startFrailProxy(target: string): Promise<FrailProxy> {
  const { hostname, port } = new URL(target);
  const open = new Set<Socket>();
  const sockets = new Set<Socket>();
  let limit = Number.POSITIVE_INFINITY;
  let isCut = false;
  let isFrozen = false;
  let connections = 0;
  const server = createServer((client) => {
    if (isCut) return client.destroy();
    connections++;
    const upstream = connect(Number(port), hostname);
    let sent = 0;
    const end = () => {
      client.destroy();
      upstream.destroy();
      open.delete(client);
    };
    open.add(client);
    for (const socket of [client, upstream]) {
      socket.on("error", end).on("close", end);
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
    }
    client.on("data", (block: Buffer) => upstream.write(block));
    upstream.on("data", (block: Buffer) => {
      sent += block.length;
      if (sent < limit) client.write(block);
      else client.write(block.subarray(0, block.length - (sent - limit)), end);
    });
    if (isFrozen) for (const socket of [client, upstream]) socket.pause();
    return undefined;
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  const through = new URL(target);
  through.host = new URL(url).host;
  const cut = () => {
    isCut = true;
    for (const client of open) client.destroy();
  };
  return {
    ...{ url, through: through.href },
    breakAfter: (bytes) => {
      limit = bytes;
    },
    cut,
    mend: () => {
      isCut = false;
      limit = Number.POSITIVE_INFINITY;
    },
    freeze: () => {
      isFrozen = true;
      for (const socket of sockets) socket.pause();
    },
    thaw: () => {
      isFrozen = false;
      for (const socket of sockets) socket.resume();
    },
    connections: () => connections,
    stop: async () => {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}
