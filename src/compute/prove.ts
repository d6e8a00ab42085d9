import { setTimeout as sleep } from "node:timers/promises";
import type { Deps } from "../core/deps.ts";
import { ToolError } from "../core/errors.ts";
import { identifier } from "../core/identifier.ts";
import type { Compute } from "../core/manage/computes.ts";
import type { Call } from "../core/tool.ts";
import { sessionOn } from "./sessions.ts";

export interface Proof {
  /** From the first try to connect until the first answer. */
  readonly connected_ms: number;
  readonly max_connections: number;
  /** A replica refuses writes. */
  readonly read_only: boolean;
}

/** Connects to a compute, whatever it was told to be, and reads what it is. */
export async function proveRuns(compute: Compute, deps: Deps, call: Call): Promise<Proof> {
  call.progress(0, "Connecting");
  const started = performance.now();
  await using session = await sessionOn(compute, deps, call.signal);
  const [row] = await session.query<{ connections: number; recovers: boolean }>(
    "select pg_catalog.current_setting('max_connections')::int as connections, pg_catalog.pg_is_in_recovery() as recovers",
  );
  return {
    connected_ms: Math.round(performance.now() - started),
    max_connections: row?.connections ?? 0,
    read_only: row?.recovers ?? false,
  };
}

const PATIENCE_MS = 30_000;

export interface Followed {
  /** How long it took until the replica had everything that was written when the question was asked. */
  readonly caught_up_ms: number;
  readonly lsn: string;
}

/**
 * A replica has what was written until now: the primary's position, asked after the replica began, is compared with the one that the
 * replica has replayed. Nothing is written for that. Throws UNAVAILABLE where it does not catch up.
 */
export async function proveFollows(
  replica: Compute,
  primary: Compute,
  deps: Deps,
  call: Call,
): Promise<Followed> {
  const lsn = await positionOf(primary, deps, call.signal);
  const started = performance.now();
  await using session = await sessionOn(replica, deps, call.signal);
  for (;;) {
    const [row] = await session.query<{ reached: boolean; at: string | null }>(
      "select pg_catalog.pg_last_wal_replay_lsn() >= $1::pg_lsn as reached, pg_catalog.pg_last_wal_replay_lsn()::text as at",
      [lsn],
    );
    const waited = performance.now() - started;
    if (row?.reached === true) return { caught_up_ms: Math.round(waited), lsn };
    if (waited > PATIENCE_MS)
      throw new ToolError(
        "UNAVAILABLE",
        `Replica \`${identifier(replica.id)}\` is at ${row?.at ?? "no position"} after ${PATIENCE_MS / 1000} s; its primary was at ${lsn}.`,
        "It is there and goes on: look with list_computes, or remove it with configure_compute.",
      );
    call.progress(waited / 1000, "The replica catches up");
    await sleep(50, undefined, { signal: call.signal });
  }
}

async function positionOf(primary: Compute, deps: Deps, signal: AbortSignal): Promise<string> {
  await using session = await sessionOn(primary, deps, signal);
  const [row] = await session.query<{ lsn: string }>(
    "select pg_catalog.pg_current_wal_lsn()::text as lsn",
  );
  if (row === undefined) throw new Error("Postgres does not say where it is.");
  return row.lsn;
}
