import type { Address } from "../../core/address.ts";
import { readOverHttp } from "../../postgres/http.ts";
import { neonDriver } from "../../postgres/neon.ts";
import { type Driver, pgDriver } from "../../postgres/pg.ts";
import type { Wire } from "../../postgres/wire.ts";
import { explain, type Failure } from "./explain.ts";
import { probe, probeWeb, StageError, type TlsFacts } from "./probe.ts";
import { valueOf } from "./wire.ts";

export const kinds = ["direct", "pooled", "websocket_direct", "websocket_pooled", "http"] as const;
export type Kind = (typeof kinds)[number];

/** One way to the database: by which address, and how. */
export interface Way {
  readonly kind: Kind;
  readonly address: Address;
}

export interface Tried {
  readonly kind: Kind;
  readonly host: string;
  readonly ok: boolean;
  /** Connecting and one statement, the first of all: the compute was suspended. */
  readonly cold_ms?: number;
  /** The same, median of five. */
  readonly warm_ms?: number;
  /** One statement on a connection that is open, median of five. */
  readonly statement_ms?: number;
  readonly tls: TlsFacts;
  readonly error?: Failure;
}

const TIMES = 5;
const UNKNOWN: TlsFacts = { version: "unknown" };

/** `wasSuspended`: nothing has woken the compute yet, so that the first connection is a cold one. */
export async function tryWay(
  { kind, address }: Way,
  { wasSuspended, signal }: { readonly wasSuspended: boolean; readonly signal: AbortSignal },
): Promise<Tried> {
  const tried = { kind, host: address.host };
  let tls = UNKNOWN;
  try {
    tls = await tlsOf({ kind, address }, signal);
    const first = await timed(() => once(kind, address, signal));
    const warm: number[] = [];
    const statements: number[] = [];
    for (let time = 0; time < TIMES; time += 1) {
      const { ms, result } = await timed(() => once(kind, address, signal));
      warm.push(ms);
      if (result !== undefined) statements.push(result);
    }
    return {
      ...tried,
      ok: true,
      ...(wasSuspended ? { cold_ms: first.ms } : {}),
      warm_ms: median(warm),
      ...(statements.length === 0 ? {} : { statement_ms: median(statements) }),
      tls,
    };
  } catch (error) {
    signal.throwIfAborted();
    return { ...tried, ok: false, tls, error: explain(error, address) };
  }
}

async function tlsOf({ kind, address }: Way, signal: AbortSignal): Promise<TlsFacts> {
  if (kind === "direct" || kind === "pooled") return probe(address, signal);
  const { gateway = "host", host } = address;
  return probeWeb(new URL(gateway === "host" ? `https://${host}` : gateway), signal);
}

/** A connection as an application has it, with none of our settings. */
export const open = (kind: Kind, address: Address, signal: AbortSignal): Promise<Wire> => {
  const driver: Driver = kind.startsWith("websocket") ? neonDriver : pgDriver;
  return driver(address, signal);
};

/** Connects, asks and leaves. Returns the milliseconds of the statement, where there is a connection. */
async function once(
  kind: Kind,
  address: Address,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (kind === "http") {
    await readOverHttp(address, "select 1 as one", [], signal);
    return undefined;
  }
  const wire = await open(kind, address, signal);
  try {
    const { ms } = await timed(() => valueOf(wire, "select 1")).catch((error: unknown) => {
      throw new StageError("statement", error);
    });
    return ms;
  } finally {
    await wire.end();
  }
}

export async function timed<T>(
  work: () => Promise<T>,
): Promise<{ readonly ms: number; readonly result: T }> {
  const start = performance.now();
  const result = await work();
  return { ms: Math.round((performance.now() - start) * 10) / 10, result };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
