import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { DatabaseError } from "pg";
import { Exchange, writeCommand } from "../../../../postgres/exchange.ts";
import type { Wire } from "../../../../postgres/wire.ts";
import type { Route } from "../../gateway.ts";
import type { Context } from "../context.ts";
import { readConnectionString, type Target } from "./connection-string.ts";
import { beginOf, echoOf, readWishes, type Wishes } from "./headers.ts";
import { HttpError } from "./http-error.ts";
import { jsonResult } from "./json-result.ts";
import { readBody, readPayload, type Payload, type Query } from "./payload.ts";
import { respond, respondError } from "./respond.ts";
import { runQuery, tooLarge } from "./run-query.ts";
import type { ServerPool } from "./server-pool.ts";

const CORS = {
  allow: "OPTIONS, POST",
  "access-control-allow-origin": "*",
  "access-control-allow-headers":
    "Authorization, Neon-Connection-String, Neon-Raw-Text-Output, Neon-Array-Mode, Neon-Pool-Opt-In, Neon-Batch-Read-Only, Neon-Batch-Isolation-Level, Neon-Batch-Deferrable",
  "access-control-max-age": "86400",
};

/** SQL over HTTP: `POST /sql` with one query or a batch, and the question of a browser before it. */
export async function serveSql(
  context: Context,
  pool: ServerPool,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader("neon-request-id", randomUUID());
  if (request.method === "OPTIONS") return void response.writeHead(200, CORS).end();
  if (request.method !== "POST")
    return respondError(response, new HttpError(405, "method not allowed"));
  if (context.faults.take("connection", ({ when }) => when === "open"))
    return void request.socket.destroy();
  try {
    await answer(context, pool, request, response);
  } catch (error) {
    respondError(response, error);
    // What is left of a body that nobody wants would be read before the next request.
    const { socket } = request;
    if (!request.complete) response.once("finish", () => socket.destroySoon());
  }
}

async function answer(
  context: Context,
  pool: ServerPool,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = readConnectionString(request.headers["neon-connection-string"]);
  const wishes = readWishes(request.headers);
  const payload = readPayload(await readBody(request, context.limits.httpBytes));
  const wire = await open(context, pool, target, request.socket.remoteAddress);
  if (context.faults.take("connection", ({ when }) => when === "statement"))
    request.socket.destroy();
  const gone = new AbortController();
  const stop = (): void => {
    gone.abort();
    void wire.cancel();
  };
  response.once("close", stop);
  if (response.destroyed) stop();
  try {
    const json = await run(wire, payload, wishes, context.limits.httpBytes, gone.signal);
    if ("batch" in payload)
      for (const [name, value] of Object.entries(echoOf(wishes))) response.setHeader(name, value);
    respond(response, 200, json);
  } finally {
    response.off("close", stop);
    void pool.give(wire);
  }
}

async function open(
  context: Context,
  pool: ServerPool,
  target: Target,
  peer: string | undefined,
): Promise<Wire> {
  const { endpoint, port } = await routeTo(context, target.host, peer);
  const { user, password, database } = target;
  try {
    return await pool.take(endpoint, { port, user, password, database });
  } catch (error) {
    // Refused by Postgres, not by the proxy: to Neon that is no error of the caller.
    if (error instanceof DatabaseError) throw new HttpError(500, error.message, { cause: error });
    throw error;
  }
}

async function routeTo({ route }: Context, host: string, peer: string | undefined): Promise<Route> {
  try {
    return await route(host, peer);
  } catch (error) {
    throw new HttpError(400, error instanceof Error ? error.message : String(error));
  }
}

async function run(
  wire: Wire,
  payload: Payload,
  wishes: Wishes,
  limit: number,
  signal: AbortSignal,
): Promise<string> {
  const results: string[] = [];
  let left = limit;
  const add = async (query: Query): Promise<void> => {
    signal.throwIfAborted();
    const arrays = query.arrayMode ?? wishes.arrays;
    const json = JSON.stringify(
      jsonResult(await runQuery(wire, query, left), { ...wishes, arrays }),
    );
    left -= json.length;
    if (left < 0) throw tooLarge(limit);
    results.push(json);
  };
  if ("single" in payload) {
    await add(payload.single);
    return results.join("");
  }
  await command(wire, beginOf(wishes));
  try {
    for (const query of payload.batch) await add(query);
    await command(wire, "commit");
  } catch (error) {
    if (!wire.lost && wire.status !== "idle") await command(wire, "rollback").catch(() => {});
    throw error;
  }
  return `{"results":[${results.join(",")}]}`;
}

async function command(wire: Wire, sql: string): Promise<void> {
  await wire.run(new Exchange([], (connection) => writeCommand(connection, { sql })));
}
