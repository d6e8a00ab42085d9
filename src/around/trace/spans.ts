import {
  DiagLogLevel,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  diag,
  trace,
} from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { readTraceparent } from "./current.ts";
import { samplerOf } from "./sampler.ts";

export type Attributes = Readonly<Record<string, string | number | boolean>>;

export interface NewSpan {
  readonly name: string;
  readonly kind: "server" | "client" | "internal";
  readonly attributes: Attributes;
  /** `traceparent` of the span that it is part of. */
  readonly parent?: string | undefined;
  /** Of one that it has to do with. */
  readonly link?: string | undefined;
  /** Milliseconds since 1970; default now. */
  readonly startedAt?: number;
}

export interface OpenSpan {
  readonly traceparent: string;
  end(attributes?: Attributes, failed?: boolean): void;
}

export interface Spans {
  start(span: NewSpan): OpenSpan;
  /** Sends what is left. */
  close(): Promise<void>;
}

const kinds = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  internal: SpanKind.INTERNAL,
} as const;

/** The only file that loads OpenTelemetry. What it cannot send is dropped, and `warn` told. */
export function createSpans(version: string, warn: (message: string) => void): Spans {
  const quiet = (): void => {};
  diag.setLogger(
    { error: warn, warn, info: quiet, debug: quiet, verbose: quiet },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ "service.name": "neon-dba", "service.version": version }))
      // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win
      .merge(detectResources({ detectors: [envDetector] })),
    sampler: samplerOf(process.env),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
  const tracer = provider.getTracer("neon-dba", version);
  return {
    start({ name, kind, attributes, parent, link, startedAt }) {
      const above = contextOf(parent);
      const beside = contextOf(link);
      const span = tracer.startSpan(
        name,
        {
          kind: kinds[kind],
          attributes: { ...attributes },
          ...(beside === undefined ? {} : { links: [{ context: beside }] }),
          ...(startedAt === undefined ? {} : { startTime: startedAt }),
        },
        above === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, above),
      );
      const { traceId, spanId, traceFlags } = span.spanContext();
      return {
        traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`,
        end(more = {}, failed = false) {
          span.setAttributes({ ...more });
          if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        },
      };
    },
    close: () => provider.shutdown(),
  };
}

function contextOf(traceparent: string | undefined): SpanContext | undefined {
  const read = readTraceparent(traceparent);
  return read === undefined ? undefined : { ...read, isRemote: true };
}
