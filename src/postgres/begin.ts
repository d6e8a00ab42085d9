import type { Isolation, TransactionOptions } from "../core/session.ts";
import type { Command } from "./exchange.ts";

/** What applies where a caller says nothing. */
export const STATEMENT_MS = 30_000;
const LOCK_MS = 5_000;
const IDLE_MS = 60_000;

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
 * BEGIN, and all that holds for this transaction only. Sent in one flush with its first statement; when one of them fails, Postgres
 * skips that statement. The role comes last, because it may not set what the login role may.
 */
export function beginCommands(
  options: TransactionOptions,
  settings: readonly (readonly [name: string, value: string])[],
  role: string | undefined,
): Command[] {
  const isolation = ISOLATION[options.isolation ?? "read committed"];
  const local: (readonly [string, string])[] = [
    ["statement_timeout", String(options.statementTimeoutMs ?? STATEMENT_MS)],
    ["lock_timeout", String(options.lockTimeoutMs ?? LOCK_MS)],
    ["idle_in_transaction_session_timeout", String(IDLE_MS)],
    ...settings,
  ];
  if (role !== undefined) local.push(["role", role]);
  return [
    { sql: `begin isolation level ${isolation} ${ACCESS[options.access]}` },
    {
      sql: `select ${local.map((_, index) => `set_config($${index * 2 + 1}, $${index * 2 + 2}, true)`).join(", ")}`,
      values: local.flat(),
    },
  ];
}
