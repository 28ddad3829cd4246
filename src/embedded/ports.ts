import { createServer } from "node:net";
import getPort from "get-port";

const FALLBACK_FIRST = 20_000;
const FALLBACK_COUNT = 12_000;

/**
 * Returns the first free port of the wishes, else any free port that get-port finds. That port is below the range from
 * which systems assign ports to outgoing connections: a killed server must find its port free when it restarts.
 */
export async function choosePort(wishes: readonly number[], exclude: readonly number[] = []): Promise<number> {
  for (const port of wishes) {
    if (!exclude.includes(port) && (await isPortFree(port))) return port;
  }
  const candidates = Array.from({ length: 20 }, () => FALLBACK_FIRST + Math.floor(Math.random() * FALLBACK_COUNT));
  return getPort({ port: candidates, exclude });
}

/** Returns whether a server could listen on the port, on the loopback address and on all addresses. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await canListen(port, "127.0.0.1")) && (await canListen(port, "0.0.0.0"));
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
