import type { IncomingMessage, ServerResponse } from "node:http";
import type { Redactor } from "../core/redact.ts";
import type { Around } from "../mcp/around.ts";
import { type Check, type Endpoint, endpoints } from "./endpoints.ts";
import { createFairQueue } from "./limits/fair-queue.ts";
import { type Admit, admitEach, limitRate } from "./limits/rate.ts";
import { admitShared, type Draw } from "./limits/shared.ts";
import { takeTurns } from "./limits/turns.ts";
import { type AuthRefusal, type Route, createMetrics } from "./metrics.ts";
import type { Arounds } from "./open.ts";
import { rememberPlaces } from "./place.ts";
import { currentTrace } from "./trace/current.ts";
import type { Tracing } from "./trace/tracing.ts";

export interface HttpAroundOptions {
  readonly arounds: Arounds;
  readonly rateLimit: number;
  readonly concurrency: number;
  /** Where several processes serve the same callers, what they share a caller's minute by. */
  readonly draw?: Draw | undefined;
  readonly redact: Redactor;
  readonly version: string;
  /** Requests of sessions that are being answered; a session itself is nowhere but with its client. */
  readonly sessionRequests: () => number;
  /** What has to be well for this process to be sent requests; a name for each. */
  readonly checks: Readonly<Record<string, Check>>;
}

/** Limits, metrics and health of an HTTP server. */
export interface HttpArounds {
  /** Around every tool call, whoever makes it. */
  readonly around: Around;
  /** `/healthz`, `/readyz` and `/metrics`. */
  readonly endpoints: readonly Endpoint[];
  /** Runs one request, whatever it is for, and measures it. */
  observe(
    request: IncomingMessage,
    response: ServerResponse,
    handle: () => Promise<void>,
  ): Promise<void>;
  /** For requests that are no tool calls: seconds to wait before the next one (429 with Retry-After), 0 where it may go on. */
  readonly admit: Admit;
  readonly refusedAuth: (reason: AuthRefusal) => void;
}

/** Calls that one caller may have waiting on one target, and that may wait in all. */
const [WAITING_PER_CALLER, WAITING] = [500, 2_000];
/** A call comes with a handshake, lists, notifications and closed streams. */
const REQUESTS_PER_CALL = 4;

export function openHttpAround(options: HttpAroundOptions): HttpArounds {
  const { arounds, rateLimit, concurrency, draw, redact, version, sessionRequests, checks } =
    options;
  const room = { atOnce: concurrency, perCaller: WAITING_PER_CALLER, total: WAITING };
  const queue = createFairQueue(room);
  const metrics = createMetrics(version, { waiting: () => queue.waiting, sessionRequests });
  const admit = (what: string, most: number): Admit => {
    const alone = admitEach(most);
    return draw === undefined ? alone : admitShared({ what, most, draw, alone });
  };
  const admitRequest = admit("request", rateLimit * REQUESTS_PER_CALL);
  const limits = [
    limitRate({
      most: rateLimit,
      admit: admit("call", rateLimit),
      redact,
      onRefused: () => metrics.rateLimited("tool_call"),
    }),
    takeTurns({
      queue,
      atOnce: concurrency,
      placeOf: rememberPlaces(),
      redact,
      onEntered(ms) {
        metrics.waited(ms / 1000);
        if (ms >= 1) arounds.tracing?.record("wait for a turn", Date.now() - ms);
      },
    }),
  ];
  return {
    around: arounds.with([metrics.around, ...limits]),
    endpoints: endpoints(metrics, { audit: async () => arounds.checkAudit(), ...checks }),
    async observe(request, response, handle) {
      const started = performance.now();
      const route = routeOf(request);
      response.once("close", () => {
        // who goes before the answer is whole gets none: 499, as proxies count it
        const status = response.writableFinished ? response.statusCode : 499;
        metrics.request(route, status, (performance.now() - started) / 1000);
      });
      const { traceparent } = request.headers;
      const { tracing } = arounds;
      const incoming = typeof traceparent === "string" ? traceparent : undefined;
      await currentTrace.run(incoming, () =>
        tracing === undefined
          ? handle()
          : traceRequest(tracing, { request, response, route }, handle),
      );
    },
    async admit(who) {
      const seconds = await admitRequest(who);
      if (seconds > 0) metrics.rateLimited("request");
      return seconds;
    },
    refusedAuth: metrics.refusedAuth,
  };
}

interface Served {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly route: Route;
}

function traceRequest(
  tracing: Tracing,
  { request: { method: asked = "" }, response, route }: Served,
  handle: () => Promise<void>,
): Promise<void> {
  const method = ["GET", "POST", "DELETE", "OPTIONS"].includes(asked) ? asked : "_OTHER";
  const attributes = { "http.request.method": method, "http.route": route };
  return tracing.inSpan({ name: `${method} ${route}`, kind: "server", attributes }, handle, () => ({
    attributes: { "http.response.status_code": response.statusCode },
    failed: response.statusCode >= 500,
  }));
}

const routes: Readonly<Record<string, Route>> = {
  "/mcp": "mcp",
  "/metrics": "metrics",
  "/healthz": "healthz",
  "/readyz": "readyz",
};

function routeOf({ url = "" }: IncomingMessage): Route {
  const [path = ""] = url.split("?");
  if (path.startsWith("/.well-known/")) return "metadata";
  return Object.hasOwn(routes, path) ? (routes[path] ?? "other") : "other";
}
