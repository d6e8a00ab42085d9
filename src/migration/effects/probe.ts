import { ToolError } from "../../core/errors.ts";
import type { Blocks, Lock } from "../../core/migration.ts";
import type { Session } from "../../core/session.ts";
import type { Relations } from "./relations.ts";

/** How long a read or a write may wait before it counts as blocked. */
const WAIT_MS = 25;

/** Kinds of relations that others read rows of; those that they write, too. */
const READ = new Set(["r", "p", "m"]);
const WRITTEN = new Set(["r", "p"]);

/**
 * What others really cannot do while the locks are held: a second session tries to read and to write each of the relations, without the
 * tables below it. Indexes, sequences and views keep what their lock's mode says.
 */
export async function probeLocks(
  session: Session,
  locks: readonly Lock[],
  { byName }: Relations,
): Promise<Lock[]> {
  const probed: Lock[] = [];
  for (const lock of locks) {
    const kind = byName.get(lock.relation)?.kind ?? "";
    probed.push(READ.has(kind) ? { ...lock, blocks: await probe(session, lock, kind) } : lock);
  }
  return probed;
}

async function probe(session: Session, { relation, blocks }: Lock, kind: string): Promise<Blocks> {
  if (await isBlocked(session, `select from only ${relation} limit 1`)) return "reads and writes";
  // the rows of a materialized view are written by REFRESH alone
  if (!WRITTEN.has(kind)) return blocks === "reads and writes" ? "nothing" : blocks;
  return (await isBlocked(session, `delete from only ${relation} where false`))
    ? "writes"
    : "nothing";
}

async function isBlocked(session: Session, sql: string): Promise<boolean> {
  try {
    await session.transaction(
      { access: "read write", rollback: true, lockTimeoutMs: WAIT_MS },
      () => session.query(sql),
    );
    return false;
  } catch (error) {
    if (error instanceof ToolError && error.code === "LOCK_TIMEOUT") return true;
    // made by the transaction that is measured: nobody else sees it
    if (error instanceof ToolError && error.sqlstate === "42P01") return false;
    throw error;
  }
}
