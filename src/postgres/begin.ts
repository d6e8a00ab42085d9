import type { Isolation, TransactionOptions } from "../core/session.ts";
import { quoteLiteral } from "../sql/quote.ts";
import type { Command } from "./exchange.ts";

/** Where a caller says nothing. */
export const STATEMENT_MS = 30_000;

/** Session settings by name, as `pg_settings.setting` gives them: times in ms. */
export type Settings = ReadonlyMap<string, string>;

/** What applies where a caller says nothing, and how values have to print. Asked for when a connection is opened. */
export const sessionSettings: Settings = new Map([
  ["statement_timeout", String(STATEMENT_MS)],
  ["lock_timeout", "5000"],
  ["idle_in_transaction_session_timeout", "60000"],
  ["intervalstyle", "postgres"],
  ["extra_float_digits", "1"],
  ["bytea_output", "hex"],
  ["datestyle", "ISO"],
]);

const ISOLATION: Record<Isolation, string> = {
  "read committed": "read committed",
  "repeatable read": "repeatable read",
  serializable: "serializable",
};

const ACCESS: Record<TransactionOptions["access"], string> = {
  "read only": "read only",
  "read write": "read write",
};

/**
 * BEGIN, and what holds for this transaction only. Sent in one flush with the first statement; when one of them fails, Postgres skips
 * that statement.
 */
export function beginCommands(
  options: TransactionOptions,
  session: Settings,
  role: string | undefined,
): Command[] {
  const isolation = ISOLATION[options.isolation ?? "read committed"];
  const begin = { sql: `begin isolation level ${isolation} ${ACCESS[options.access]}` };
  return [begin, ...snapshotCommands(options.snapshot), ...settingCommands(options, session, role)];
}

/** Before anything else: a transaction that has run a query has a snapshot. */
const snapshotCommands = (snapshot: string | undefined): Command[] =>
  snapshot === undefined ? [] : [{ sql: `set transaction snapshot ${quoteLiteral(snapshot)}` }];

/**
 * What a caller wants otherwise than the session has it, and what could not be had for the session, until the transaction ends. The
 * role comes last, because it may not set what the login role may.
 */
export function settingCommands(
  {
    statementTimeoutMs,
    lockTimeoutMs,
  }: Pick<TransactionOptions, "statementTimeoutMs" | "lockTimeoutMs">,
  session: Settings,
  role: string | undefined,
): Command[] {
  const wanted = new Map(
    session.has(CHECK) ? [...sessionSettings, [CHECK, CHECK_MS]] : sessionSettings,
  );
  if (statementTimeoutMs !== undefined) wanted.set("statement_timeout", String(statementTimeoutMs));
  if (lockTimeoutMs !== undefined) wanted.set("lock_timeout", String(lockTimeoutMs));
  const local = [...wanted].filter(([name, value]) => !holds(session, name, value));
  if (role !== undefined) local.push(["role", role]);
  if (local.length === 0) return [];
  const calls = local.map(
    (_, index) => `pg_catalog.set_config($${index * 2 + 1}, $${index * 2 + 2}, true)`,
  );
  return [{ sql: `select ${calls.join(", ")}`, values: local.flat() }];
}

/** So that a statement ends when this process is killed. Not every platform of a server can do it. */
export const CHECK = "client_connection_check_interval";
export const CHECK_MS = "2000";

function holds(session: Settings, name: string, value: string): boolean {
  const has = session.get(name);
  // only the style matters; the order of day and month is the role's own for what it writes
  return has === value || (name === "datestyle" && has?.startsWith(value) === true);
}
