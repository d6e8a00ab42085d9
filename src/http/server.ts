import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { HttpArounds } from "../around/http.ts";
import type { Authentication, Refused } from "../auth/authenticate.ts";
import type { Principal } from "../auth/principal.ts";
import { ToolError } from "../core/errors.ts";
import type { HttpConfig } from "../http-config.ts";
import type { ServerConfig } from "../mcp/server.ts";
import type { State } from "../state/state.ts";
import { passGate } from "./gate.ts";
import { openMcp, type ServeCaller } from "./mcp.ts";
import { refuse, sendRefusal, unavailable } from "./refuse.ts";
import { logRequests } from "./request-log.ts";
import type { Route } from "./route.ts";
import { toOriginForm } from "./target.ts";

export interface HttpOptions {
  readonly http: Pick<HttpConfig, "host" | "port" | "allowedHosts" | "allowedOrigins">;
  readonly authentication: Authentication;
  /** Limits and measuring of requests. */
  readonly arounds: Pick<HttpArounds, "observe" | "admit" | "refusedAuth">;
  readonly routes: readonly Route[];
  readonly state: State;
  /** What everybody is served with. */
  readonly config: ServerConfig;
  readonly serveCaller: ServeCaller;
  /** Aborted to have the calls end that do not by themselves; see `ending` in ServerConfig. */
  readonly ending: AbortController;
  /** Milliseconds that a request may take to arrive. */
  readonly requestTimeoutMs?: number;
}

export interface HttpService {
  /** The MCP endpoint, with the real port. */
  readonly url: string;
  /** Requests of sessions that are being answered. */
  readonly sessionRequests: () => number;
  /** Stops accepting, lets calls in flight end, cancels those that do not, and returns when nothing is left. */
  readonly close: () => Promise<void>;
}

const path = "/mcp";

/** Longer than proxies (60 s) and clients keep idle connections: whoever ends one first may cut off the other's next request. */
const keepAliveMs = 75_000;

/**
 * For calls in flight to end by themselves, for what they did to be undone, and for the last answers to be sent: together less than the
 * 10 s after which Docker kills.
 */
const [finishMs, undoMs, sayMs] = [4_000, 4_000, 500];

/** MCP over HTTP, both eras behind one URL. Rejects when the address cannot be listened to. */
export async function openHttp(options: HttpOptions): Promise<HttpService> {
  const { http, config, authentication, arounds, routes, requestTimeoutMs = 30_000 } = options;
  const requests = logRequests(config.log);
  const mcp = openMcp({
    ...options,
    onMessage: (request, message) => requests.tell(request, message),
    onRefused: arounds.refusedAuth,
  });
  const inFlight = new Set<Promise<void>>();
  let isClosing = false;

  /** Answers who is not. */
  const isLetIn = <T extends { readonly principal: Principal }>(
    judged: T | Refused,
    { request, response }: Record<"request", IncomingMessage> & Record<"response", ServerResponse>,
  ): judged is T => {
    if ("refusal" in judged) {
      sendRefusal(response, judged.refusal, arounds.refusedAuth);
      return false;
    }
    requests.tell(request, { principal: judged.principal.id });
    return true;
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method, url = "" } = request;
    const [asked = ""] = url.split("?");
    const route = routes.find((each) => each.path === asked);
    const isHealthCheck = route?.isOpen === true && (method === "GET" || method === "HEAD");
    if (!passGate(request, response, { ...http, isHealthCheck }, arounds.refusedAuth)) return;
    if (route?.isOpen === true) return route.handle(request, response);
    const metadata = authentication.metadata(asked);
    if (metadata !== undefined) return sendJson(response, 200, metadata);
    if (route === undefined && asked !== path)
      return refuse(response, { status: 404, message: `MCP is served at ${path}.` });
    if (isClosing) return refuse(response, closing);
    const served = { request, response };
    if (route !== undefined) {
      const asking = await authentication.identify(request);
      return isLetIn(asking, served)
        ? route.handle(request, response, asking.principal)
        : undefined;
    }
    const admitted = await authentication.authenticate(request);
    if (!isLetIn(admitted, served)) return;
    const seconds = await arounds.admit(admitted.principal.id);
    if (seconds === 0) return mcp.serve(request, response, admitted);
    const headers = { "retry-after": String(seconds) };
    refuse(response, {
      status: 429,
      message: `Too many requests; go on in ${seconds} s.`,
      headers,
    });
  };

  const server = createServer(
    {
      requestTimeout: requestTimeoutMs,
      keepAliveTimeout: keepAliveMs,
      headersTimeout: Math.min(requestTimeoutMs, 10_000),
      connectionsCheckingInterval: Math.min(requestTimeoutMs, 1_000),
    },
    (request, response) => {
      toOriginForm(request);
      requests.watch(request, response);
      // whoever writes to one who has gone learns of it by `close`
      response.on("error", () => {});
      const handled = arounds
        .observe(request, response, () => handle(request, response))
        .catch((error: unknown) => {
          if (error instanceof ToolError) return refuse(response, unavailable(error));
          const shown = error instanceof Error ? (error.stack ?? error.message) : String(error);
          config.log("error", "unexpected", { error: shown });
          refuse(response, { status: 500, code: -32_603, message: "Internal server error" });
        })
        .finally(() => inFlight.delete(handled));
      inFlight.add(handled);
    },
  );
  await new Promise<void>((resolve, reject) => {
    const refused = ({ code }: NodeJS.ErrnoException): void =>
      reject(
        new Error(
          `${http.host}, port ${http.port}, cannot be listened to (${code ?? "unknown"}); --port and --host name another.`,
        ),
      );
    server.once("error", refused).listen(http.port, http.host, resolve);
  });
  const { port, family, address } = server.address() as AddressInfo;
  return {
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${port}${path}`,
    sessionRequests: mcp.sessionRequests,
    async close() {
      isClosing = true;
      const closed = new Promise((resolve) => server.close(resolve));
      await settled(config.running, finishMs);
      options.ending.abort();
      await settled(config.running, undoMs);
      // their answers; what is left is streams that have no end of their own, and questions to people
      await settled(inFlight, sayMs);
      await mcp.close();
      await settled(inFlight, sayMs);
      server.closeAllConnections();
      await closed;
    },
  };
}

const closing = {
  status: 503,
  message: "This server is about to end; call again.",
  headers: { "retry-after": "1", connection: "close" },
} as const;

function sendJson(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

async function settled(running: Iterable<Promise<unknown>>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([Promise.allSettled(running), late]);
  clearTimeout(timer);
}
