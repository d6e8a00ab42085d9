import { once } from "../../core/once.ts";
import type { Redactor } from "../../core/redact.ts";
import type { Around } from "../../mcp/around.ts";
import { Question } from "../../mcp/call.ts";
import type { Log } from "../../mcp/run.ts";
import { currentTrace, readTraceparent } from "./current.ts";
import type { Attributes, NewSpan, OpenSpan, Spans } from "./spans.ts";

/** How a piece of work ended, for its span. */
interface Ending {
  readonly attributes?: Attributes;
  readonly failed?: boolean;
}

/** Runs work as a span; what the work starts is part of it. */
export type InSpan = <T>(
  span: Omit<NewSpan, "parent">,
  work: () => Promise<T>,
  ending?: (result: T) => Ending,
) => Promise<T>;

export interface Tracing {
  readonly around: Around;
  readonly inSpan: InSpan;
  /** A span from then until now, as part of what is being done. Milliseconds since 1970. */
  record(name: string, startedAt: number): void;
  /** Sends what is left, within `LIMIT_MS`. */
  close(): Promise<void>;
}

const LIMIT_MS = 3_000;

interface TracingOptions {
  readonly version: string;
  readonly redact: Redactor;
  readonly log: Log;
}

/**
 * Traces by OTLP over HTTP, set up by OpenTelemetry's own variables; undefined where they name no receiver, and then nothing of it is
 * loaded. Names of tools, operations and outcomes go into spans, no arguments, statements or names of callers.
 */
export function openTracing({ version, redact, log }: TracingOptions): Tracing | undefined {
  // its libraries read the environment of the process too
  const { env } = process;
  if (!isWanted(env)) return undefined;
  for (const name of ["OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_TRACES_HEADERS"])
    for (const header of env[name]?.split(",") ?? []) redact.add(header.replace(/^[^=]*=/, ""));
  const warn = (message: string): void => log("warn", "traces", { error: message });
  let opened: Spans | undefined;
  const load = once(async () => {
    const { createSpans } = await import("./spans.ts");
    return (opened = createSpans(version, warn));
  });

  const inSpan = async <T>(
    span: NewSpan,
    work: () => Promise<T>,
    ending: (result: T) => Ending = () => ({}),
  ): Promise<T> => {
    const open = (opened ?? (await load())).start(span);
    return currentTrace.run(open.traceparent, () => finish(open, work, ending));
  };

  return {
    around: ({ method, tool: { name: tool }, traceparent: given }, run) => {
      const request = currentTrace.getStore();
      // what is malformed is as good as absent: the request's own goes on
      const traceparent = readTraceparent(given) === undefined ? undefined : given;
      const span: NewSpan = {
        name: `${method} ${tool}`,
        kind: request === undefined || traceparent !== undefined ? "server" : "internal",
        attributes: {
          "mcp.method.name": method,
          "gen_ai.operation.name": "execute_tool",
          "gen_ai.tool.name": tool,
        },
        // the client's own span comes first; how it got here is said beside it
        parent: traceparent ?? request,
        link: traceparent === undefined ? undefined : request,
      };
      return inSpan(span, run, ({ isError, code = "fault" }) =>
        isError
          ? { attributes: { "error.type": code }, failed: code !== "CONFIRMATION_REQUIRED" }
          : {},
      );
    },
    inSpan: (span, work, ending) =>
      inSpan({ ...span, parent: currentTrace.getStore() }, work, ending),
    record(name, startedAt) {
      const span: NewSpan = {
        name,
        kind: "internal",
        attributes: {},
        parent: currentTrace.getStore(),
        startedAt,
      };
      opened?.start(span).end();
    },
    async close() {
      const late = new Promise((resolve) => setTimeout(resolve, LIMIT_MS).unref());
      await Promise.race([opened?.close().catch((error: Error) => warn(error.message)), late]);
    },
  };
}

async function finish<T>(
  open: OpenSpan,
  work: () => Promise<T>,
  ending: (result: T) => Ending,
): Promise<T> {
  try {
    const result = await work();
    const { attributes, failed } = ending(result);
    open.end(attributes, failed);
    return result;
  } catch (error) {
    const isQuestion = error instanceof Question;
    open.end(isQuestion ? {} : { "error.type": typeOf(error) }, !isQuestion);
    throw error;
  }
}

/** A code of ours or the kind of error; messages may hold values. */
const typeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
};

function isWanted(env: NodeJS.ProcessEnv): boolean {
  const receiver = env["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] || env["OTEL_EXPORTER_OTLP_ENDPOINT"];
  const isOff = env["OTEL_SDK_DISABLED"]?.toLowerCase() === "true";
  return Boolean(receiver) && !isOff && env["OTEL_TRACES_EXPORTER"] !== "none";
}
