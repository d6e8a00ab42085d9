import { setTimeout as sleep } from "node:timers/promises";
import type { Address } from "../core/address.ts";
import { abortError, connectError, isRetryable } from "./errors.ts";
import { Exchange, writeCommand } from "./exchange.ts";
import type { Driver } from "./pg.ts";
import type { Wire } from "./wire.ts";

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 10_000;

export interface ConnectOptions {
  readonly driver: Driver;
  /** Asked again before every attempt: it may start a compute, and a compute may come back elsewhere. */
  readonly address: () => Promise<Address>;
  readonly signal: AbortSignal;
  /** Time for all attempts together. */
  readonly totalMs: number;
}

/**
 * Connects, waiting 100 ms to 10 s between attempts while the failure is of the kind that passes: nobody listens yet, the server
 * starts or shuts down, too many connections. A wrong password or database is final.
 */
export async function connect(options: ConnectOptions): Promise<Wire> {
  const { driver, address, signal, totalMs } = options;
  const end = Date.now() + totalMs;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    if (signal.aborted) throw abortError(signal);
    const at = await unless(signal, address());
    try {
      return await prepare(await driver(at, signal));
    } catch (error) {
      if (signal.aborted) throw abortError(signal);
      if (!isRetryable(error) || Date.now() + wait > end) throw connectError(error, at);
      await pause(wait, signal);
    }
  }
}

/** The promise's value, unless the caller goes away first. */
async function unless<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  let stop = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(abortError(signal));
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  // Up to a fifth less, so that several clients of one server do not come back in step.
  await sleep(ms * (1 - Math.random() / 5), undefined, { signal }).catch(() => {
    throw abortError(signal);
  });
}

/** How values have to print. What the role or the database sets otherwise is set back in every transaction. */
const PRINTING: readonly (readonly [name: string, value: string])[] = [
  ["intervalstyle", "postgres"],
  ["extra_float_digits", "1"],
  ["bytea_output", "hex"],
];

/** Learns once what `DISCARD ALL` goes back to. */
async function prepare(wire: Wire): Promise<Wire> {
  const names = ["datestyle", ...PRINTING.map(([name]) => name)];
  const current: (string | null)[] = [];
  const ask = {
    sql: `select ${names.map((name) => `current_setting('${name}')`).join(", ")}`,
  };
  await wire.run(
    new Exchange(
      [],
      (connection) => writeCommand(connection, ask),
      (row) => current.push(...row),
    ),
  );
  const [dateStyle = "", ...rest] = current;
  const settings = PRINTING.filter(([, value], index) => rest[index] !== value);
  // Only the style matters; the order of day and month is the role's own for what it writes.
  if (!dateStyle?.startsWith("ISO")) settings.push(["datestyle", "ISO"]);
  if (await noticesDisconnects(wire)) settings.push(["client_connection_check_interval", "2s"]);
  wire.settings = settings;
  return wire;
}

/** So that a statement ends when this process is killed. Not every platform of a server can do it. */
async function noticesDisconnects(wire: Wire): Promise<boolean> {
  const ask = { sql: "select set_config('client_connection_check_interval', '2s', true)" };
  try {
    await wire.run(new Exchange([], (connection) => writeCommand(connection, ask)));
    return true;
  } catch {
    return false;
  }
}
