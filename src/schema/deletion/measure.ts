import type { Deps } from "../../core/deps.ts";
import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import type { TargetInput } from "../../core/target.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";
import { marked } from "../../postgres/own.ts";
import { qualified } from "../../sql/quote.ts";
import { nameOf } from "../rows/name.ts";
import type { Subject } from "./subject.ts";

/** Rows of one table that an executed delete wrote, triggers of users included. */
export interface Written {
  readonly table: string;
  readonly deleted: number;
  readonly updated: number;
  readonly inserted: number;
}

/** What came of the delete when it was executed and rolled back. */
export interface Executed {
  readonly duration_ms: number;
  readonly written: Written[];
  /** Postgres's refusal. */
  readonly refused?: string;
}

/**
 * Executes the delete and rolls it back, where agents may write. Undefined where they may not: a guarded branch, or a server that only
 * reads.
 */
export async function executeDelete(
  deps: Deps,
  target: TargetInput | undefined,
  subject: Subject,
  signal: AbortSignal,
): Promise<Executed | undefined> {
  try {
    await using session = await deps.session({
      target,
      intent: "write",
      connection: "direct",
      signal,
    });
    return await executeHere(session, subject);
  } catch (error) {
    if (error instanceof ToolError && REFUSALS.has(error.code)) return undefined;
    throw error;
  }
}

/** Others wait for the rows that a delete locks until it is rolled back: one that takes longer is only counted. */
const [MOST_MS, LOCK_MS] = [5_000, 500];

const REFUSALS = new Set(["GUARDED_BRANCH", "READ_ONLY"]);

async function executeHere(session: Session, subject: Subject): Promise<Executed | undefined> {
  const { table, where, params } = subject;
  let before = new Map<string, Written>();
  const started = performance.now();
  const took = (): number => Math.round(performance.now() - started);
  try {
    return await session.transaction(
      { access: "read write", rollback: true, statementTimeoutMs: MOST_MS, lockTimeoutMs: LOCK_MS },
      async () => {
        before = await countersOf(session);
        // by itself it would be one of the application's to pg_stat_statements
        const sql = marked(
          `explain (analyze, timing off) delete from ${nameOf(table)} where ${where}`,
        );
        await session.execute(sql, params, NOTHING);
        await session.query("set constraints all immediate");
        const duration_ms = took();
        return { duration_ms, written: difference(before, await countersOf(session)) };
      },
    );
  } catch (error) {
    if (!(error instanceof ToolError) || error.sqlstate === undefined) throw error;
    if (error.code === "TIMEOUT" || error.code === "LOCK_TIMEOUT") return undefined;
    return { duration_ms: took(), written: [], refused: error.quoted ?? error.message };
  }
}

const NOTHING = { maxRows: 0, maxBytes: 1_000_000, complete: true };

/** What this transaction wrote so far, the most rows first. */
export async function countersOf(session: Session): Promise<Map<string, Written>> {
  const rows = await jsonRows<Written & { schema: string; name: string }>(
    session,
    `select schemaname as schema, relname as name, n_tup_del as deleted, n_tup_upd as updated, n_tup_ins as inserted
       from pg_catalog.pg_stat_xact_user_tables where n_tup_del + n_tup_upd + n_tup_ins > 0
       order by n_tup_del + n_tup_upd + n_tup_ins desc, schemaname, relname`,
  );
  return new Map(
    rows.map(({ schema, name, deleted, updated, inserted }) => {
      const table = qualified(schema, name);
      return [table, { table, deleted, updated, inserted }];
    }),
  );
}

export function difference(
  before: ReadonlyMap<string, Written>,
  after: ReadonlyMap<string, Written>,
): Written[] {
  return Array.from(after.values(), (now) => {
    const then = before.get(now.table);
    return {
      table: now.table,
      deleted: now.deleted - (then?.deleted ?? 0),
      updated: now.updated - (then?.updated ?? 0),
      inserted: now.inserted - (then?.inserted ?? 0),
    };
  }).filter(({ deleted, updated, inserted }) => deleted + updated + inserted > 0);
}
