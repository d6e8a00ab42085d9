import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault, Faults } from "../../faults.ts";
import { HistoryError } from "../../engine.ts";
import { ApiError, invalid } from "./error.ts";
import type { Reply, Router } from "./router.ts";

export interface Served {
  readonly router: Router;
  readonly faults: Faults;
  /** Awaited before a request is worked on. */
  readonly ready: () => Promise<void>;
  readonly log: (level: "error", message: string, fields: Record<string, unknown>) => void;
}

/** Answers one request to the API; the caller has checked the key. */
export async function serve(
  served: Served,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const id = randomUUID();
  const url = new URL(request.url ?? "/", "http://localhost");
  const fits = fitting(request.method ?? "", url.pathname);
  const { faults } = served;
  const delay = faults.take("delay", fits);
  if (delay !== undefined) await sleep(delay.ms);
  const status = faults.take("status", fits);
  if (status !== undefined)
    return send(
      response,
      id,
      errorReply(id, status.status, "on demand"),
      retryHeader(status.retryAfter),
    );
  const cut = faults.take("disconnect", fits);
  if (cut?.when === "before") return void request.socket.destroy();
  const reply = await answer(served, id, request, url);
  if (cut !== undefined) return void request.socket.destroy();
  send(response, id, reply);
}

const retryHeader = (seconds: number | undefined): Record<string, string> =>
  seconds === undefined ? {} : { "retry-after": String(seconds) };

type Placed = Extract<Fault, { readonly path?: string }>;

const fitting =
  (method: string, path: string) =>
  (fault: Placed): boolean =>
    (fault.method === undefined || fault.method.toUpperCase() === method) &&
    (fault.path === undefined || path.includes(fault.path));

async function answer(
  { router, ready, log }: Served,
  id: string,
  request: IncomingMessage,
  { pathname, searchParams: query }: URL,
): Promise<Reply> {
  try {
    const handler = router(request.method ?? "", pathname.replace(/^\/api\/v2/, ""));
    const body = await readBody(request);
    await ready();
    return await handler({ query, body });
  } catch (error) {
    if (error instanceof ApiError) return errorReply(id, error.status, error.message, error.code);
    if (error instanceof HistoryError) return errorReply(id, 400, error.message);
    log("error", "request failed", { id, path: pathname, error: String(error) });
    return errorReply(id, 500, "internal error");
  }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw invalid("the body is not JSON");
  }
}

const errorReply = (id: string, status: number, message: string, code = ""): Reply => ({
  status,
  body: { request_id: id, code, message },
});

function send(
  response: ServerResponse,
  id: string,
  { status, body }: Reply,
  headers: Record<string, string> = {},
): void {
  const common = { "x-neon-ret-request-id": id, ...headers };
  if (body === undefined) return void response.writeHead(status, common).end();
  const json = JSON.stringify(body);
  response
    .writeHead(status, {
      ...common,
      "content-type": "application/json",
      "content-length": Buffer.byteLength(json),
    })
    .end(json);
}
