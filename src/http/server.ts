import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Config } from "../config.js";
import type { createApp } from "./app.js";

export interface HttpServer {
  readonly url: string;
  /** Stops listening, lets requests under way end for a moment, then closes their connections. */
  stop(): Promise<void>;
}

const grace = 3_000;

export async function startServer(
  app: ReturnType<typeof createApp>,
  { host, port, keepAliveMs, maxConnections }: Omit<Config["http"], "bodyTimeoutMs">,
): Promise<HttpServer> {
  const server = createServer(getRequestListener(app.fetch));
  // An upload may take hours, as long as it goes on (`bodyOf`); only its headers have to come soon.
  server.requestTimeout = 0;
  server.headersTimeout = 30_000;
  server.keepAliveTimeout = keepAliveMs;
  server.maxConnections = maxConnections;
  server.listen(port, host);
  await once(server, "listening");
  return { url: `http://${host.includes(":") ? `[${host}]` : host}:${portOf(server)}`, stop: () => stopServer(server) };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

async function stopServer(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeIdleConnections();
  // A connection whose last answer ended meanwhile would be kept for the next request.
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  const timer = setTimeout(() => server.closeAllConnections(), grace);
  await closed;
  clearTimeout(timer);
  clearInterval(idle);
}
