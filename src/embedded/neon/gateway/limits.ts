/** The bounds of a gateway. Those of the pooler are PgBouncer's as Neon runs it (neon.com/docs/connect/connection-pooling). */
export interface Limits {
  /** Server connections of the pooler per user and database; default: nine tenths of `max_connections`, as Postgres says it. */
  readonly poolSize?: number;
  /** Clients of the pooler, per compute. */
  readonly maxPooledClients: number;
  /** How long a client of the pooler waits for a server connection. */
  readonly queryWaitMs: number;
  /** Without use for so long, a server connection of ours is closed. */
  readonly idleMs: number;
  /** After so long a server connection is not used again, so that a password that was changed is asked for. */
  readonly trustMs: number;
  /** From the first byte of a client to its login. */
  readonly loginMs: number;
  /** Bytes of one request or one response of SQL over HTTP. */
  readonly httpBytes: number;
  /** Bytes of one message that has to be held as a whole. */
  readonly messageBytes: number;
}

export const LIMITS: Limits = {
  maxPooledClients: 10_000,
  queryWaitMs: 120_000,
  idleMs: 10_000,
  trustMs: 30_000,
  loginMs: 60_000,
  httpBytes: 64 * 1024 * 1024,
  messageBytes: 64 * 1024 * 1024,
};
