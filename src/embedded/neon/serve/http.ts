import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Faults } from "../faults.ts";
import type { Gateway } from "../gateway.ts";
import type { Activity } from "./activity.ts";
import { isAuthorized } from "./key.ts";
import type { Log } from "./log.ts";
import { readFaults } from "./read-faults.ts";

export interface Parts {
  readonly key: string;
  readonly control: { handle(request: IncomingMessage, response: ServerResponse): Promise<void> };
  readonly gateway: Pick<Gateway, "sql" | "upgrade">;
  readonly faults: Faults;
  readonly activity: Activity;
  readonly log: Log;
}

const API_BYTES = 1 << 20;
/** As Neon's limit on a request to its SQL endpoint. */
const SQL_BYTES = 64 << 20;
/** The one HTTP server: the API, SQL over HTTP, WebSockets, and the faults that tests ask for. */
export function createHttpServer(parts: Parts): Server {
  const server = createServer((request, response) => {
    const done = parts.activity.begin();
    response.once("close", done);
    serve(parts, request, response).catch((error: unknown) => {
      parts.log("error", "request failed", { path: pathOf(request), error: String(error) });
      if (response.headersSent) response.destroy();
      else refuse(response, 500, "internal error");
    });
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    parts.activity.touch();
    if (isLocal(request.headers.host)) parts.gateway.upgrade(request, socket, head);
    else socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
  });
  return server;
}

async function serve(
  parts: Parts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = pathOf(request);
  if (!isLocal(request.headers.host)) return refuse(response, 403, "this host is not served here");
  if (path === "/sql") {
    if (isTooLong(request, SQL_BYTES)) return refuse(response, 413, "request too large");
    return parts.gateway.sql(request, response);
  }
  const isApi = path.startsWith("/api/v2/");
  if (!isApi && path !== "/faults") return refuse(response, 404, "this path is not served here");
  if (!isAuthorized(request.headers.authorization, parts.key))
    return refuse(response, 401, "supplied credentials do not pass authentication");
  // Without a length the limit could only be kept by whoever reads.
  if (request.headers["transfer-encoding"] !== undefined)
    return refuse(response, 411, "a request needs its length");
  if (isTooLong(request, API_BYTES)) return refuse(response, 413, "request too large");
  return isApi ? parts.control.handle(request, response) : setFaults(parts, request, response);
}

async function setFaults(
  { faults }: Parts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== "POST") return refuse(response, 405, "faults are set by POST");
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const wanted = readFaults(Buffer.concat(chunks).toString());
  if (wanted === undefined) return refuse(response, 400, "the body has to be an array of faults");
  faults.set(wanted);
  response.writeHead(204).end();
}

const pathOf = (request: IncomingMessage): string => request.url?.split("?")[0] ?? "";

const isTooLong = (request: IncomingMessage, bytes: number): boolean =>
  Number(request.headers["content-length"] ?? 0) > bytes;

/** A page in a browser may have its own name lead to this machine; then that name arrives here. */
function isLocal(host: string | undefined): boolean {
  const name = (host ?? "").replace(/:\d+$/, "").toLowerCase();
  return ["127.0.0.1", "[::1]", "localhost"].includes(name) || name.endsWith(".neon.localhost");
}

/** In the form of the API's errors. What the client still sends is not waited for. */
function refuse(response: ServerResponse, status: number, message: string): void {
  const body = JSON.stringify({ request_id: randomUUID(), code: "", message });
  response.writeHead(status, { "content-type": "application/json", connection: "close" }).end(body);
}
