import { POOLER, RESERVED_CONNECTIONS } from "../core/neon-facts.ts";
import type { Runtime } from "./stack.ts";

export interface PoolRequest {
  readonly runtime: Runtime;
  readonly instances: number;
  /** Requests of one instance that need the database at the same time. */
  readonly concurrency: number | undefined;
  readonly maxConnections: number;
  /** Where `maxConnections` is from: `measured on main`, `the smallest compute`. */
  readonly source: string;
}

export interface Pool {
  /** Connections of one instance. */
  readonly size: number;
  /** Server connections that the pooler opens for one role and database: what all instances share. */
  readonly ceiling: number;
  readonly why: string;
}

/** A web process seldom has more statements under way at once. */
const USUAL = 10;

/**
 * Connections of one instance: no more than it can use at once, and all instances together no more than the pooler has server
 * connections, as a connection beyond them only waits. A function instance serves one request at a time unless the caller says otherwise.
 */
export function poolFor({ runtime, instances, concurrency, ...of }: PoolRequest): Pool {
  const ceiling = Math.floor(of.maxConnections * POOLER.share);
  const limits = `max_connections ${of.maxConnections} (${of.source}); the pooler opens up to 0.9 of that, ${ceiling}, for a role and database, and takes ${number(POOLER.clients)} clients; direct connections have ${of.maxConnections - RESERVED_CONNECTIONS}`;
  if (runtime === "edge")
    return { size: 0, ceiling, why: `SQL over HTTP keeps no connection. Limits: ${limits}.` };
  const wanted = concurrency ?? (runtime === "serverless" ? 1 : USUAL);
  const share = Math.max(1, Math.floor(ceiling / instances));
  const size = Math.min(wanted, share);
  const reason =
    size < wanted
      ? `its share of ${ceiling} server connections among ${instances} instances; ${wanted - size} of its ${wanted} requests wait in the pool`
      : concurrency !== undefined
        ? "one connection for each request at once"
        : runtime === "serverless"
          ? "an instance serves one request at a time"
          : `a web process seldom has more than ${USUAL} statements under way`;
  return {
    size,
    ceiling,
    why: `${size} for each of ${instances}, ${number(size * instances)} in all: ${reason}. Limits: ${limits}.`,
  };
}

const number = (value: number): string => value.toLocaleString("en-US");
