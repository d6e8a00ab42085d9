import type { IncomingMessage, ServerResponse } from "node:http";
import type { Log } from "../mcp/run.ts";

export interface RequestLog {
  /** Writes a line when the response has ended. */
  watch(request: IncomingMessage, response: ServerResponse): void;
  /** Adds to it who calls, or from a JSON-RPC message what: its method and the name that it calls. */
  tell(request: IncomingMessage, known: object): void;
}

interface Known {
  readonly principal?: unknown;
  readonly method?: unknown;
  readonly params?: { readonly name?: unknown };
}

/** A line for each request, without anything of its arguments, headers and answer. */
export function logRequests(log: Log): RequestLog {
  const told = new WeakMap<IncomingMessage, Known>();
  return {
    watch(request, response) {
      const started = performance.now();
      response.once("close", () => {
        const { principal, method, params } = told.get(request) ?? {};
        // what is asked every few seconds by machines, and what was refused before anybody was known
        log(principal === undefined ? "debug" : "info", "request", {
          http: request.method,
          path: short(request.url?.split("?")[0]),
          status: response.writableFinished ? response.statusCode : "gone",
          ms: Math.round(performance.now() - started),
          principal: short(principal),
          rpc: short(method),
          name: short(params?.name),
        });
      });
    },
    tell: (request, known) => void told.set(request, { ...told.get(request), ...known }),
  };
}

const short = (text: unknown): string | undefined =>
  typeof text === "string" ? text.slice(0, 200) : undefined;
