import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import type { Around } from "../mcp/around.ts";
import { Question } from "../mcp/call.ts";

/** What an HTTP request was for; one that is for nothing we have is `other`. */
export type Route = "mcp" | "metrics" | "healthz" | "readyz" | "metadata" | "other";

/** Why a request was not let in. */
export type AuthRefusal = "missing" | "invalid" | "expired" | "scope" | "host" | "origin";

/** Counters of this process, with labels whose values are few and ours: no caller, name or text is among them. */
export interface Metrics {
  readonly around: Around;
  /** In Prometheus's text format. */
  render(): Promise<{ readonly text: string; readonly contentType: string }>;
  readonly request: (route: Route, status: number, seconds: number) => void;
  readonly refusedAuth: (reason: AuthRefusal) => void;
  readonly rateLimited: (what: "tool_call" | "request") => void;
  readonly waited: (seconds: number) => void;
}

/** Read when the metrics are asked for. */
export interface Gauges {
  readonly waiting: () => number;
  readonly sessionRequests: () => number;
}

// from a read in the same room to a migration over lunch
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800];

/** prom-client's sums of gauges that stand beside them by type; Prometheus's linter keeps the ending for counters. */
const MISNAMED = ["handles", "requests", "resources"].map((of) => `nodejs_active_${of}_total`);

export function createMetrics(version: string, gauges: Gauges): Metrics {
  const register = new Registry();
  const registers = [register];
  collectDefaultMetrics({ register });
  for (const sum of MISNAMED) register.removeSingleMetric(sum);
  new Gauge({
    name: "neon_dba_build_info",
    help: "The version that runs, as a label.",
    labelNames: ["version"],
    registers,
  }).set({ version }, 1);
  const calls = new Counter({
    name: "neon_dba_tool_calls_total",
    help: "Tool calls that ended, by tool and outcome: ok, asked, or the code of the error.",
    labelNames: ["tool", "outcome"],
    registers,
  });
  const durations = new Histogram({
    name: "neon_dba_tool_call_duration_seconds",
    help: "How long tool calls took, waiting included.",
    labelNames: ["tool"],
    buckets,
    registers,
  });
  const inFlight = new Gauge({
    name: "neon_dba_tool_calls_in_flight",
    help: "Tool calls that have not ended, waiting ones included.",
    registers,
  });
  measured("neon_dba_queue_waiting", "Tool calls that wait for a turn on their target.", {
    read: gauges.waiting,
    registers,
  });
  measured(
    "neon_dba_session_requests_in_flight",
    "Requests of clients that have sessions which are being answered.",
    { read: gauges.sessionRequests, registers },
  );
  const waits = new Histogram({
    name: "neon_dba_queue_wait_seconds",
    help: "How long tool calls waited for their turn.",
    buckets,
    registers,
  });
  const limited = new Counter({
    name: "neon_dba_rate_limited_total",
    help: "Refused because one caller made too many in a minute.",
    labelNames: ["what"],
    registers,
  });
  const requests = new Histogram({
    name: "neon_dba_http_request_duration_seconds",
    help: "HTTP requests, by what they were for and how they were answered.",
    labelNames: ["route", "status"],
    buckets,
    registers,
  });
  const refusals = new Counter({
    name: "neon_dba_auth_refusals_total",
    help: "Requests that were not let in.",
    labelNames: ["reason"],
    registers,
  });

  return {
    around: async ({ tool: { name: tool } }, run) => {
      inFlight.inc();
      const stop = durations.startTimer({ tool });
      let outcome = "fault";
      try {
        const answer = await run();
        outcome = answer.isError ? (answer.code ?? "fault") : "ok";
        return answer;
      } catch (error) {
        if (error instanceof Question) outcome = "asked";
        throw error;
      } finally {
        stop();
        inFlight.dec();
        calls.inc({ tool, outcome });
      }
    },
    async render() {
      return { text: await register.metrics(), contentType: register.contentType };
    },
    request: (route, status, seconds) => requests.observe({ route, status }, seconds),
    refusedAuth: (reason) => refusals.inc({ reason }),
    rateLimited: (what) => limited.inc({ what }),
    waited: (seconds) => waits.observe(seconds),
  };
}

interface Measured {
  readonly read: () => number;
  readonly registers: Registry[];
}

function measured(name: string, help: string, { read, registers }: Measured): void {
  new Gauge({
    name,
    help,
    registers,
    collect() {
      this.set(read());
    },
  });
}
