import type { ServerResponse } from "node:http";
import type { Reason, Refusal as AuthRefusal } from "../auth/refusal.ts";
import type { ToolError } from "../core/errors.ts";

/** Why a request is not served: an HTTP status, and the same as a JSON-RPC error for clients that read only the body. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  /** JSON-RPC code; -32000 is the SDK's for what HTTP refuses. */
  readonly code?: number;
  /** Id of the request that is refused, where it could be read. */
  readonly id?: string | number | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export function refuse(
  response: ServerResponse,
  { status, message, code = -32_000, id = null, headers = {} }: Refusal,
): void {
  if (response.headersSent) {
    response.end();
    return;
  }
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify({ jsonrpc: "2.0", error: { code, message }, id }));
}

/** For what a request needs before any tool runs; agents read the same words as in a tool's answer. */
export const unavailable = ({ code, message, next }: ToolError): Refusal => ({
  status: 503,
  code: -32_603,
  message: `${code}: ${message} ${next}`,
  headers: { "retry-after": "1" },
});

/** Refused for who the caller is, in the words of OAuth. */
export function sendRefusal(
  response: ServerResponse,
  { status, headers, body, reason }: AuthRefusal,
  onRefused: (reason: Reason) => void,
): void {
  if (reason !== undefined) onRefused(reason);
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}
