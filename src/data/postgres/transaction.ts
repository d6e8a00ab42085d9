import type { Session } from "../../core/session.ts";

const STATEMENT_MS = 12 * 3_600_000;
const LOCK_MS = 30_000;

/** As text is written by the source's snapshot it is read here; DDL is qualified, and bodies may speak of what comes later. */
const READING = `select pg_catalog.set_config('TimeZone', 'UTC', true), pg_catalog.set_config('DateStyle', 'ISO, YMD', true),
  pg_catalog.set_config('IntervalStyle', 'postgres', true), pg_catalog.set_config('lc_monetary', 'C', true),
  pg_catalog.set_config('xmloption', 'content', true), pg_catalog.set_config('search_path', '', true),
  pg_catalog.set_config('check_function_bodies', 'off', true), pg_catalog.set_config('synchronous_commit', 'off', true),
  pg_catalog.set_config('idle_in_transaction_session_timeout', '0', true)`;

/** One change of the target with its row in the ledger: after a crash both are there, or neither. So commits need not wait for disks. */
export async function change<T>(session: Session, work: () => Promise<T>): Promise<T> {
  return session.transaction(
    { access: "read write", statementTimeoutMs: STATEMENT_MS, lockTimeoutMs: LOCK_MS },
    async () => {
      await session.query(READING);
      return work();
    },
  );
}

/** Statements that are taken back together where one fails, while the transaction goes on. */
export async function attempt(session: Session, statements: readonly string[]): Promise<unknown> {
  await session.query("savepoint neon_dba_step");
  try {
    for (const sql of statements) await session.query(sql);
    await session.query("release savepoint neon_dba_step");
    return undefined;
  } catch (error) {
    await session.query("rollback to savepoint neon_dba_step");
    return error;
  }
}
