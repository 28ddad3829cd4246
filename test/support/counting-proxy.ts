import { once } from "node:events";
import { connect, createServer } from "node:net";

export interface CountingProxy {
  /** The database's URL through the proxy. */
  readonly url: string;
  /** How often a client had to wait for an answer of Postgres so far. */
  roundTrips(): number;
  stop(): void;
}

const READY_FOR_QUERY = 0x5a;
const COPY_IN_RESPONSE = 0x47;

/** A way to Postgres that counts round trips: the messages of its protocol for which a client waits. */
export async function startCountingProxy(databaseUrl: string): Promise<CountingProxy> {
  const target = new URL(databaseUrl);
  let roundTrips = 0;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      socket.on("error", () => undefined).on("close", () => [client, upstream].map((either) => either.destroy()));
    }
    client.on("data", (block: Buffer) => upstream.write(block));
    // Each message is a letter and a length that counts itself.
    let rest = Buffer.alloc(0);
    upstream.on("data", (block: Buffer) => {
      client.write(block);
      rest = Buffer.concat([rest, block]);
      while (rest.length >= 5 && rest.length > rest.readInt32BE(1)) {
        if (rest[0] === READY_FOR_QUERY || rest[0] === COPY_IN_RESPONSE) roundTrips++;
        rest = rest.subarray(1 + rest.readInt32BE(1));
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = new URL(databaseUrl);
  url.port = String(typeof address === "object" && address ? address.port : 0);
  return { url: url.href, roundTrips: () => roundTrips, stop: () => server.close() };
}
