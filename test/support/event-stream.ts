import type { JobResource } from "../../src/http/jobs/schema.js";
import type { TestBulkhead } from "./bulkhead.js";

export interface StreamedEvent {
  readonly event: string;
  readonly id: string;
  readonly job: JobResource;
}

/** A connection to a job's stream, as an EventSource would have it. */
export interface JobListener {
  readonly status: number;
  readonly headers: Headers;
  /** Those that came so far. */
  readonly events: StreamedEvent[];
  /** Lines that are comments. */
  readonly comments: string[];
  /** Settles when the server has closed the stream, or the connection broke, as when the listener hangs up. */
  readonly ended: Promise<"closed" | "broken">;
  hangUp(): void;
}

export async function listen(bulkhead: TestBulkhead, jobId: string, lastEventId?: string): Promise<JobListener> {
  const gone = new AbortController();
  const response = await fetch(`${bulkhead.url}/api/jobs/${jobId}/stream`, {
    headers: {
      Authorization: `Bearer ${bulkhead.key}`,
      ...(lastEventId === undefined ? {} : { "Last-Event-ID": lastEventId }),
    },
    signal: gone.signal,
  });
  const events: StreamedEvent[] = [];
  const comments: string[] = [];
  const { status, headers, body } = response;
  const ended = (body ? read(body, events, comments) : Promise.resolve()).then(
    () => "closed" as const,
    () => "broken" as const,
  );
  return { status, headers, events, comments, ended, hangUp: () => gone.abort() };
}

async function read(body: ReadableStream<Uint8Array>, events: StreamedEvent[], comments: string[]): Promise<void> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const block of body) {
    text += decoder.decode(block, { stream: true });
    const messages = text.split("\n\n");
    text = messages.pop() ?? "";
    for (const message of messages) {
      const fields = new Map(message.split("\n").map((line) => [line.split(": ", 1)[0] ?? "", line]));
      const field = (name: string) => fields.get(name)?.slice(name.length + 2) ?? "";
      if (message.startsWith(":")) comments.push(message);
      else if (fields.has("data")) {
        events.push({ event: field("event"), id: field("id"), job: JSON.parse(field("data")) as JobResource });
      }
    }
  }
}
