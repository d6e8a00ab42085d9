import type { IncomingMessage, ServerResponse } from "node:http";
import type { HttpConfig } from "../http-config.ts";
import { refuse } from "./refuse.ts";

const loopbackNames = ["127.0.0.1", "localhost", "[::1]"] as const;

const requestHeaders = [
  "accept",
  "authorization",
  "content-type",
  "last-event-id",
  "mcp-method",
  "mcp-name",
  "mcp-protocol-version",
  "mcp-session-id",
  "traceparent",
  "tracestate",
  "x-neon-api-key",
  "x-neon-dba-access",
  "x-neon-dba-toolsets",
].join(", ");

export interface GateOptions extends Pick<HttpConfig, "allowedHosts" | "allowedOrigins"> {
  /** Whether the request asks no more than how this server is. */
  readonly isHealthCheck: boolean;
}

/**
 * Whether a request may be looked at, on every route and method: its Host is a name of this server (a page that has its own name resolved
 * to this machine sends its own name), and its Origin, where a browser states one, is configured. False when it has been answered. A
 * health check may name any Host: orchestrators and load balancers call by an address, and whoever asks learns nothing but how it is.
 */
export function passGate(
  request: IncomingMessage,
  response: ServerResponse,
  { allowedHosts, allowedOrigins, isHealthCheck }: GateOptions,
  onRefused: (reason: "host" | "origin") => void,
): boolean {
  if (!isHealthCheck && !isOurHost(request, allowedHosts)) {
    onRefused("host");
    refuse(response, {
      status: 403,
      message:
        "The Host header names no host of this server; --allowed-hosts lists them, with their port where it is not 80 or 443.",
    });
    return false;
  }
  const { origin } = request.headers;
  if (origin === undefined) return true;
  if (!allowedOrigins.includes(origin.toLowerCase())) {
    onRefused("origin");
    refuse(response, {
      status: 403,
      message: "Requests of browsers are refused from this Origin; --allowed-origins lists others.",
    });
    return false;
  }
  allowOrigin(response, origin);
  if (request.method !== "OPTIONS") return true;
  response
    .writeHead(204, {
      "access-control-allow-methods": "POST, GET, DELETE",
      "access-control-allow-headers": requestHeaders,
      "access-control-max-age": "600",
    })
    .end();
  return false;
}

function isOurHost(request: IncomingMessage, allowedHosts: readonly string[]): boolean {
  // two of them are read differently by different programs on the way
  if (request.headersDistinct["host"]?.length !== 1) return false;
  const host = (request.headers.host ?? "").toLowerCase();
  if (allowedHosts.some((each) => bare(each) === bare(host))) return true;
  const { localAddress = "", localPort = 0 } = request.socket;
  const address = localAddress.replace(/^::ffff:/, "");
  return (
    isLoopbackAddress(address) &&
    [...loopbackNames, address].some(
      (name) => host === `${name}:${localPort}` || (localPort === 80 && host === name),
    )
  );
}

/** Some clients and proxies name the standard port, and most do not. */
const bare = (host: string): string => host.replace(/:(80|443)$/, "");

const isLoopbackAddress = (address: string): boolean =>
  address === "::1" || address.startsWith("127.");

function allowOrigin(response: ServerResponse, origin: string): void {
  response.setHeader("access-control-allow-origin", origin);
  response.setHeader("access-control-expose-headers", "mcp-session-id, www-authenticate");
  response.setHeader("vary", "origin");
}
