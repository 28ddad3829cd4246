import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TestCertificate } from "./certificate.js";

export interface HttpsServer {
  /** Without a slash at the end. */
  readonly origin: string;
  readonly port: number;
  /** What was asked since the start. */
  readonly requests: IncomingMessage[];
  close(): Promise<void>;
}

/** A real HTTPS server on one of this machine's addresses. */
export async function startHttpsServer(
  certificate: TestCertificate,
  host: string,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<HttpsServer> {
  const requests: IncomingMessage[] = [];
  const server = createServer(certificate, (request, response) => {
    requests.push(request);
    answer(request, response);
  });
  server.listen(0, host);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    ...{ origin: `https://${host}:${port}`, port, requests },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
