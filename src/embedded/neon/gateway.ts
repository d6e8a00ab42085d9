import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

/** Where a host name of an endpoint leads. */
export interface Route {
  /** `ep-…`, without `-pooler`. */
  readonly endpoint: string;
  /** By the pooled host: transaction pooling. */
  readonly pooled: boolean;
  /** Port of the compute's Postgres on 127.0.0.1. */
  readonly port: number;
}

export interface GatewayOptions {
  /**
   * Finds the endpoint by its host (its first label counts), wakes its compute and returns when that takes connections. `peer` is
   * the client's address. Rejects with an Error whose message is told to the client as Neon's proxy does.
   */
  readonly route: (host: string, peer: string | undefined) => Promise<Route>;
  readonly faults: import("./faults.ts").Faults;
}

/** The data path in front of the computes: SQL over HTTP, Postgres over WebSocket and over TCP, and the pooler. */
export interface Gateway {
  /** `POST /sql` and its `OPTIONS`. */
  sql(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** A WebSocket upgrade on any path. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** A plain TCP connection; the endpoint is named in the startup packet: `options=endpoint=ep-…`. */
  tcp(socket: import("node:net").Socket): void;
  /** Connections of clients at this moment. */
  readonly clients: number;
  /** Cuts what the clients of an endpoint have open, and the pool's server connections: its compute is about to go away. */
  disconnect(endpoint: string): void;
  close(): Promise<void>;
}
