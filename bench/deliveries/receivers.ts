import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";

/** How a receiver answers: a status, or null for no answer at all. */
interface Manner {
  /** Answers to the attempts of one event in turn; the last one to all that follow. */
  readonly answers: readonly (number | null)[];
  /** How long each answer takes. */
  readonly afterMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The receiver that ends its webhook. */
export const disabled = "answers 410";

/** Servers that take events in every way, or do not. */
export const manners: Readonly<Record<string, Manner>> = {
  takes: { answers: [204] },
  "is slow (2 s)": { answers: [204], afterMs: 2_000 },
  "times out, then takes": { answers: [null, 204] },
  "answers 500 twice, then takes": { answers: [500, 500, 204] },
  "answers 429 with Retry-After, then takes": { answers: [429, 204], headers: { "Retry-After": "5" } },
  redirects: { answers: [302], headers: { Location: "https://campus.example/elsewhere" } },
  [disabled]: { answers: [410] },
};

/** What a receiver got, by the events' ids. */
export interface Received {
  /** Attempts of each event. */
  readonly attempts: Map<string, number>;
  /** How often each event was answered with 2xx. */
  readonly taken: Map<string, number>;
}

export interface Receivers {
  readonly certificate: string;
  /** The address of a receiver of each manner, and what it got. */
  readonly of: ReadonlyMap<string, { readonly url: string; readonly received: Received }>;
  close(): void;
}

/** A real HTTPS server on the loopback, with a path for each manner. */
export async function startReceivers(folder: string): Promise<Receivers> {
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  await promisify(execFile)("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
    ...["-subj", "/CN=receivers", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert],
  ]);
  const certificate = await readFile(cert, "utf8");
  const received = Object.values(manners).map((): Received => ({ attempts: new Map(), taken: new Map() }));
  const server = createServer({ key: await readFile(key), cert: certificate }, (request, response) => {
    const at = Number(request.url?.slice(1));
    const [manner, got] = [Object.values(manners)[at], received[at]];
    const id = String(request.headers["webhook-id"]);
    request.resume();
    request.on("end", async () => {
      if (!manner || !got) return response.writeHead(404).end();
      const attempt = (got.attempts.get(id) ?? 0) + 1;
      got.attempts.set(id, attempt);
      const status = manner.answers[Math.min(attempt, manner.answers.length) - 1] ?? null;
      await setTimeout(manner.afterMs ?? 0);
      if (response.destroyed || status === null) return;
      if (status < 300) got.taken.set(id, (got.taken.get(id) ?? 0) + 1);
      response.writeHead(status, manner.headers ?? {}).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const of = Object.keys(manners).map(
    (name, at) => [name, { url: `https://127.0.0.1:${port}/${at}`, received: received[at] ?? empty() }] as const,
  );
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { certificate, of: new Map(of), close };
}

function empty(): Received {
  return { attempts: new Map(), taken: new Map() };
}
