import {
  type Context,
  context,
  ProxyTracerProvider,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";

/*
 * Traces with the API of OpenTelemetry alone. Without an SDK, which an operator loads with `node --import`, no span is
 * recorded.
 */

const scope = "bulkhead";
const tracer = trace.getTracer(scope);

/** Returns the active span as the header `traceparent` of W3C Trace Context; null if nothing is traced. */
export function activeTraceparent(): string | null {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent ?? null;
}

/** Returns the ids of the active span, for log lines. */
export function activeTraceIds(): { readonly traceId?: string; readonly spanId?: string } {
  const span = trace.getActiveSpan();
  if (!span) return {};
  const { traceId, spanId } = span.spanContext();
  return { traceId, spanId };
}

/** Returns whether an SDK records spans. */
export function isTraced(): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer(scope) !== undefined;
}

/** Runs a request in a span of the trace that its headers name. */
export function inRequestSpan<T>(
  headers: Readonly<Record<string, string>>,
  name: string,
  run: (span: Span) => Promise<T>,
): Promise<T> {
  return inSpan(name, SpanKind.SERVER, propagation.extract(ROOT_CONTEXT, headers), run);
}

/** Runs a step in a span of the trace that `traceparent` names, or of a new trace if that is null. */
export function inStepSpan<T>(name: string, traceparent: string | null, run: (span: Span) => Promise<T>): Promise<T> {
  const parent = traceparent === null ? ROOT_CONTEXT : propagation.extract(ROOT_CONTEXT, { traceparent });
  return inSpan(name, SpanKind.CONSUMER, parent, run);
}

/** Marks a span as failed, without a message, which could quote a cell. */
export function markFailed(span: Span): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
}

function inSpan<T>(name: string, kind: SpanKind, parent: Context, run: (span: Span) => Promise<T>): Promise<T> {
  return tracer.startActiveSpan(name, { kind }, parent, async (span) => {
    try {
      return await run(span);
    } finally {
      span.end();
    }
  });
}
