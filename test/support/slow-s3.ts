import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";

/** An S3 server that takes uploads, and never answers a request to copy one on the server. */
export interface SlowS3 {
  readonly url: string;
  /** Copies that wait for their answer. */
  copying(): number;
  /** Answers every copy that waits. */
  answer(): void;
  stop(): Promise<void>;
}

export async function startSlowS3(): Promise<SlowS3> {
  const waiting: ServerResponse[] = [];
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      if (request.headers["x-amz-copy-source"] !== undefined) waiting.push(response);
      else response.writeHead(request.method === "DELETE" ? 204 : 200, { ETag: '"etag"' }).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    copying: () => waiting.length,
    answer: () => {
      const result = '<?xml version="1.0"?><CopyObjectResult><ETag>"etag"</ETag></CopyObjectResult>';
      for (const response of waiting.splice(0))
        response.writeHead(200, { "Content-Type": "application/xml" }).end(result);
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
