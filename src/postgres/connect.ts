import { setTimeout as sleep } from "node:timers/promises";
import type { Address } from "../core/address.ts";
import { CHECK, CHECK_MS, sessionSettings, STATEMENT_MS } from "./begin.ts";
import { abortError, connectError, isRetryable, isServerError } from "./errors.ts";
import { Exchange, writeCommand } from "./exchange.ts";
import type { Driver } from "./pg.ts";
import { checkStartup } from "./startup.ts";
import type { Wire } from "./wire.ts";

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 10_000;
/** For a server that is not there: enough for a restart. */
const ABSENT_MS = 5_000;

export interface ConnectOptions {
  readonly driver: Driver;
  /** Asked again before every attempt: it may start a compute, and a compute may come back elsewhere. */
  readonly address: () => Promise<Address>;
  readonly signal: AbortSignal;
  /** Time for all attempts together. */
  readonly totalMs: number;
  /** Each transaction may run on another connection of the server: nothing is set for the session. */
  readonly pooled: boolean;
}

/**
 * Connects, waiting 100 ms to 10 s between attempts while the failure is of the kind that passes: nobody listens yet, the server
 * starts or shuts down, too many connections. A wrong password or database is final, and so is a place without a server after a few
 * tries, unless it is Neon's: what starts there is a compute, behind a proxy that is always there.
 */
export async function connect(options: ConnectOptions): Promise<Wire> {
  const { driver, address, signal, totalMs, pooled } = options;
  const start = Date.now();
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    if (signal.aborted) throw abortError(signal);
    const at = await unless(signal, address());
    checkStartup(at);
    try {
      return pooled ? await driver(at, signal) : await prepare(await own(driver, at, signal));
    } catch (error) {
      if (signal.aborted) throw abortError(signal);
      const mayTakeMs = isAbsent(error, at) ? Math.min(totalMs, ABSENT_MS) : totalMs;
      if (!isRetryable(error) || Date.now() + wait > start + mayTakeMs)
        throw connectError(error, at);
      await pause(wait, signal);
    }
  }
}

const ABSENT = /ECONNREFUSED|ENOENT|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EAI_AGAIN|timeout expired/;

/** Nothing answers there, and nobody is about to start it. */
function isAbsent(error: unknown, { host, gateway }: Address): boolean {
  if (gateway !== undefined || host.endsWith(".neon.tech") || isServerError(error)) return false;
  const { code = "", message = "" } = error as { code?: unknown; message?: string };
  return ABSENT.test(`${String(code)} ${message}`);
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

/** With our settings for the session, or without them where a pooler or the platform of the server refuses them. */
async function own(driver: Driver, address: Address, signal: AbortSignal): Promise<Wire> {
  try {
    return await driver(withSettings(address), signal);
  } catch (error) {
    if (!isServerError(error) || !REFUSED_SETTINGS.includes(error.code)) throw error;
    return driver(address, signal);
  }
}

/** Protocol violation (PgBouncer's word for a startup parameter it does not know), unknown setting, value that cannot be. */
const REFUSED_SETTINGS: readonly string[] = ["08P01", "42704", "22023"];

function withSettings(address: Address): Address {
  const settings = [...sessionSettings, [CHECK, CHECK_MS]].map(
    ([name, value]) => `-c ${name}=${value}`,
  );
  return { ...address, options: [...settings, address.options ?? ""].join(" ").trimEnd() };
}

/** Learns once what the session has. */
async function prepare(wire: Wire): Promise<Wire> {
  const names = [...sessionSettings.keys(), CHECK];
  const settings = new Map<string, string>();
  const ask = {
    // the login role's search path may lead to functions and operators of others
    sql: `select pg_catalog.lower(name), setting from pg_catalog.pg_settings
      where pg_catalog.lower(name) operator(pg_catalog.=) any($1::pg_catalog.text[])`,
    values: [`{${names.join(",")}}`],
  };
  await wire.run(
    new Exchange(
      [],
      (connection) => writeCommand(connection, ask),
      ([name, setting]) => settings.set(String(name), String(setting)),
    ),
  );
  if (settings.get(CHECK) !== CHECK_MS && !(await noticesDisconnects(wire))) settings.delete(CHECK);
  wire.settings = settings;
  // what the startup packet asked for is there, so it was not a pooler that took it
  wire.keepsStatements = settings.get("statement_timeout") === String(STATEMENT_MS);
  return wire;
}

async function noticesDisconnects(wire: Wire): Promise<boolean> {
  const ask = { sql: `select pg_catalog.set_config('${CHECK}', '${CHECK_MS}', true)` };
  try {
    await wire.run(new Exchange([], (connection) => writeCommand(connection, ask)));
    return true;
  } catch {
    return false;
  }
}
