import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { createWebSocketStream, WebSocketServer, type WebSocket } from "ws";
import type { Gateway, GatewayOptions } from "../gateway.ts";
import { Cancels } from "./cancels.ts";
import { serveConnection } from "./connection.ts";
import { Sessions, type Context } from "./context.ts";
import { ServerPool } from "./http/server-pool.ts";
import { serveSql } from "./http/sql.ts";
import { LIMITS, type Limits } from "./limits.ts";
import { Pools } from "./pooler/pools.ts";
import { shutdown } from "./proxy-error.ts";
import { targetHost } from "./target-host.ts";

/** The gateway over nothing but `options.route`: it starts no compute and knows no branch. */
export function createGateway(options: GatewayOptions, changed: Partial<Limits> = {}): Gateway {
  const limits = { ...LIMITS, ...changed };
  const context: Context = {
    ...options,
    limits,
    pools: new Pools(limits),
    cancels: new Cancels(),
    sessions: new Sessions(),
  };
  return new LocalGateway(context);
}

class LocalGateway implements Gateway {
  readonly #context: Context;
  readonly #http: ServerPool;
  readonly #webSockets: WebSocketServer;
  readonly #streams = new Set<Duplex>();
  readonly #requests = new Set<IncomingMessage>();

  constructor(context: Context) {
    this.#context = context;
    this.#http = new ServerPool(context.limits);
    this.#webSockets = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      maxPayload: context.limits.messageBytes,
    });
  }

  get clients(): number {
    return this.#streams.size + this.#requests.size;
  }

  async sql(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#requests.add(request);
    response.once("close", () => this.#requests.delete(request));
    await serveSql(this.#context, this.#http, request, response);
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const host = targetHost(request);
    if (host === undefined) return void socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket: WebSocket) => {
      const { remoteAddress: peer } = request.socket;
      void this.#serve(createWebSocketStream(webSocket), { host, peer });
    });
  }

  tcp(socket: Socket): void {
    socket.setNoDelay(true);
    void this.#serve(socket, { host: undefined, peer: socket.remoteAddress });
  }

  async #serve(client: Duplex, from: Parameters<typeof serveConnection>[2]): Promise<void> {
    this.#streams.add(client);
    client.once("close", () => this.#streams.delete(client));
    await serveConnection(this.#context, client, from);
  }

  disconnect(endpoint: string): void {
    for (const session of this.#context.sessions.of(endpoint)) session.end(shutdown());
    this.#context.pools.disconnect(endpoint);
    this.#http.disconnect(endpoint);
  }

  async close(): Promise<void> {
    for (const stream of this.#streams) stream.destroy();
    this.#context.pools.close();
    this.#http.close();
    this.#webSockets.close();
  }
}
