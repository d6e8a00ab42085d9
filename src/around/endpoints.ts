import type { IncomingMessage, ServerResponse } from "node:http";
import type { Metrics } from "./metrics.ts";

/** Throws when it is not well; what it throws is not shown. */
export type Check = (signal: AbortSignal) => Promise<void>;

/** A path that is answered besides MCP. */
export interface Endpoint {
  readonly path: string;
  /** Answered to everybody: what a load balancer asks. */
  readonly isOpen: boolean;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

const LIMIT_MS = 2_000;

/**
 * `/healthz`: the process answers, nothing more, so that nobody restarts it because a database is away. `/readyz`: whether requests should
 * be sent to it, with the name and the state of each check. `/metrics` says how much is worked with what, so it is not for everybody.
 */
export function endpoints(
  metrics: Pick<Metrics, "render">,
  checks: Readonly<Record<string, Check>>,
): readonly Endpoint[] {
  return [
    {
      path: "/healthz",
      isOpen: true,
      handle: async (_, response) => sendJson(response, 200, { status: "ok" }),
    },
    {
      path: "/readyz",
      isOpen: true,
      async handle(_, response) {
        const states = await Promise.all(
          Object.entries(checks).map(
            async ([name, check]) => [name, await stateOf(check)] as const,
          ),
        );
        const isReady = states.every(([, state]) => state === "ok");
        const status = isReady ? "ok" : "not ready";
        sendJson(response, isReady ? 200 : 503, { status, checks: Object.fromEntries(states) });
      },
    },
    {
      path: "/metrics",
      isOpen: false,
      async handle(_, response) {
        const { text, contentType } = await metrics.render();
        response.writeHead(200, { "content-type": contentType, "cache-control": "no-store" });
        response.end(text);
      },
    },
  ];
}

async function stateOf(check: Check): Promise<"ok" | "failed" | "late"> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  const late = new Promise<"late">((resolve) =>
    signal.addEventListener("abort", () => resolve("late"), { once: true }),
  );
  const ended = check(signal).then(
    () => "ok" as const,
    () => "failed" as const,
  );
  return Promise.race([ended, late]);
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}
