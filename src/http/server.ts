import { once } from "node:events";
import { createServer, type Server, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { getRequestListener } from "@hono/node-server";
import type { Config } from "../config.js";
import { DomainError, errorCodes } from "../domain/errors.js";
import { problemOf } from "./answer/problem.js";

export interface HttpServer {
  readonly url: string;
  /** Stops listening, waits up to 3 seconds for requests under way, then closes their connections. */
  stop(): Promise<void>;
}

const grace = 3_000;
/**
 * The maximum size of a request's address and headers, in bytes: room for each parameter of the longest kind,
 * percent-encoded.
 */
const longestHead = 65_536;

export async function startServer(
  app: { readonly fetch: Parameters<typeof getRequestListener>[0] },
  { host, port, keepAliveMs, maxConnections }: Omit<Config["http"], "bodyTimeoutMs" | "corsOrigins">,
): Promise<HttpServer> {
  const server = createServer({ maxHeaderSize: longestHead }, getRequestListener(app.fetch));
  server.on("clientError", answerUnreadable);
  // An upload may take hours as long as bytes arrive (`bodyOf`); only its headers have a deadline.
  server.requestTimeout = 0;
  server.headersTimeout = 30_000;
  server.keepAliveTimeout = keepAliveMs;
  server.maxConnections = maxConnections;
  server.listen(port, host);
  await once(server, "listening");
  return { url: `http://${host.includes(":") ? `[${host}]` : host}:${portOf(server)}`, stop: () => stopServer(server) };
}

/** Answers input that is not a valid request, and so never reaches a route, and closes its connection. */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const fault = unreadable(error.code);
  const body = JSON.stringify(problemOf(fault));
  const { status } = errorCodes[fault.code];
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      ...["Content-Type: application/problem+json", `Content-Length: ${Buffer.byteLength(body)}`, "Connection: close"],
      `\r\n${body}`,
    ].join("\r\n"),
  );
}

function unreadable(code: string | undefined): DomainError {
  if (code === "HPE_HEADER_OVERFLOW") {
    const message = `Address and headers are longer than ${longestHead} bytes.`;
    return new DomainError("HEADERS_TOO_LARGE", message, "Shorten the query or the path.");
  }
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return new DomainError("REQUEST_STALLED", "The headers did not arrive in time.", "Send the request again.");
  }
  return new DomainError("INVALID_REQUEST", "This is not an HTTP request.", "Send HTTP/1.1, with valid headers.");
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

async function stopServer(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeIdleConnections();
  // Closes connections whose last answer has ended since; they would otherwise be kept for a next request.
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  const timer = setTimeout(() => server.closeAllConnections(), grace);
  await closed;
  clearTimeout(timer);
  clearInterval(idle);
}
