import type { LockMode } from "../../core/migration.ts";
import type { Session } from "../../core/session.ts";
import { lockMode } from "./lock-mode.ts";

/** What a running statement was seen to hold or to wait for. */
export interface Sampled {
  /** Modes by the oid of a relation. */
  readonly taken: Map<string, Set<LockMode>>;
  /** For something that is no relation: a transaction, or a snapshot. */
  waits: boolean;
}

/** Adds the locks of a backend at this moment, as another session sees them; says whether one of them is waited for. */
export async function sampleLocks(
  watcher: Session,
  pid: number,
  sampled: Sampled,
): Promise<boolean> {
  const locks = await watcher.query<{ oid: string | null; mode: string; granted: boolean }>(
    `select l.relation::pg_catalog.text as oid, l.mode, l.granted from pg_catalog.pg_locks l
     where l.pid = $1 and (l.relation >= 16384::pg_catalog.oid or not l.granted)`,
    [pid],
  );
  for (const { oid, mode } of locks)
    if (oid !== null)
      sampled.taken.set(oid, new Set([...(sampled.taken.get(oid) ?? []), lockMode(mode)]));
  const waiting = locks.filter(({ granted }) => !granted);
  if (waiting.some(({ oid }) => oid === null)) sampled.waits = true;
  return waiting.length > 0;
}
