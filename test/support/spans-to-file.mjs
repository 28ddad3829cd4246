// Loaded with `node --import`: the SDK of OpenTelemetry, as an operator brings it. Spans go to a file, one line for
// each.
import { appendFileSync } from "node:fs";
import { NodeTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";

const toFile = {
  export(spans, done) {
    for (const span of spans) {
      const { name, kind, attributes, parentSpanContext } = span;
      const { traceId, spanId } = span.spanContext();
      appendFileSync(
        process.env.SPANS_FILE,
        `${JSON.stringify({ name, kind, attributes, traceId, spanId, parentId: parentSpanContext?.spanId ?? null })}\n`,
      );
    }
    done({ code: 0 });
  },
  shutdown: async () => undefined,
};

new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(toFile)] }).register();
