import type { PhaseName } from "../../core/migration.ts";
import type { Session } from "../../core/session.ts";
import { BEGINNING, type Position } from "./step-run.ts";

/** What became of a step: what is `begun` or `undoing` was cut off in the middle, or is under way. */
export type StepState = "begun" | "done" | "undoing" | "undone";

export interface StepRow {
  readonly planId: string;
  readonly step: string;
  readonly phase: PhaseName;
  readonly state: StepState;
  readonly position: Position;
  /** ISO 8601 */
  readonly changedAt: string;
}

export interface PlanRow {
  readonly planId: string;
  readonly name: string;
  /** ISO 8601 */
  readonly begunAt: string;
  /** The branch that was made before the first change. */
  readonly backup: string | null;
  /** The backend of the call that works on it, and since when; it stays where the call was killed. */
  readonly worker: number | null;
  readonly workerSince: string | null;
  /** Phases that are done and verified, each with the catalogue at its end: `fingerprintInAnyOrder`. */
  readonly phases: Readonly<Partial<Record<PhaseName, string>>>;
  /** Of the target's catalogue, as the last call left it. Null where it was changed since: that call was killed. */
  readonly fingerprint: string | null;
  readonly fingerprintAt: string | null;
  /** Steps of it have been taken back, so columns may be in another order than in the rehearsal. */
  readonly wentBack: boolean;
}

export interface Ledger {
  /** The one that was worked on last comes first. */
  readonly plans: readonly PlanRow[];
  readonly steps: readonly StepRow[];
}

/** First key of this server's advisory locks: "ndba". */
export const LOCK_CLASS = 1_852_072_545;

/** Two sessions may want it at once. */
const CREATE = [
  `select pg_catalog.pg_advisory_xact_lock(${LOCK_CLASS}, 2)`,
  "create schema if not exists neon_dba",
  `create table if not exists neon_dba.migration (
     plan_id text primary key,
     name text not null,
     begun_at timestamptz not null default pg_catalog.now(),
     worked_at timestamptz not null default pg_catalog.now(),
     backup text,
     worker int,
     phases text not null default '{}',
     went_back boolean not null default false,
     fingerprint text,
     fingerprint_at timestamptz,
     catalog text
   )`,
  // so that whoever has lost the server's state, or has another server, can go on
  `alter table neon_dba.migration add column if not exists plan text,
     add column if not exists proof text`,
  `create table if not exists neon_dba.migration_step (
     plan_id text not null references neon_dba.migration,
     step text not null,
     phase text not null,
     state text not null check (state in ('begun', 'done', 'undoing', 'undone')),
     parts int not null,
     key text,
     batches int not null,
     changed bigint not null,
     begun_at timestamptz not null default pg_catalog.now(),
     changed_at timestamptz not null default pg_catalog.clock_timestamp(),
     primary key (plan_id, step)
   )`,
  // where somebody has dropped the steps, no phase is done either
  "update neon_dba.migration set phases = '{}' where not exists (select from neon_dba.migration_step)",
  "comment on schema neon_dba is 'What neon-dba has applied here: see migration_status.'",
] as const;

/** Makes the ledger where there is none. */
export async function createLedger(session: Session): Promise<void> {
  if (await hasLedger(session, "proof")) return;
  await session.transaction({ access: "read write" }, async () => {
    for (const sql of CREATE) await session.query(sql);
  });
}

/** One statement on the ledger in a transaction, because only there a session acts as the role that it was opened for. */
export async function writeLedger(
  session: Session,
  sql: string,
  params: readonly unknown[],
): Promise<void> {
  await session.transaction({ access: "read write" }, () => session.query(sql, params));
}

/** Whether both of its tables are there, with a column of the first one. False also where the role may not read them. */
export async function hasLedger(session: Session, column = "plan_id"): Promise<boolean> {
  const found = await session.query(
    `select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'neon_dba'
       and (c.relname = 'migration_step' or c.relname = 'migration' and exists (
         select from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attname = $1))
       and pg_catalog.has_schema_privilege(n.oid, 'usage')
       and pg_catalog.has_table_privilege(c.oid, 'select')`,
    [column],
  );
  return found.length === 2;
}

/** All that was ever applied here; nothing where there is no ledger. */
export async function readLedger(session: Session): Promise<Ledger> {
  if (!(await hasLedger(session))) return { plans: [], steps: [] };
  const plans = await session.query(
    `select m.plan_id as "planId", m.name, ${iso("m.begun_at")} as "begunAt", m.backup, m.worker,
       ${iso("m.worked_at")} as "workerSince", m.phases,
       case when m.fingerprint_at >= coalesce(pg_catalog.max(s.changed_at), m.begun_at)
         then m.fingerprint end as fingerprint,
       ${iso("m.fingerprint_at")} as "fingerprintAt", m.went_back as "wentBack"
     from neon_dba.migration m left join neon_dba.migration_step s using (plan_id)
     group by m.plan_id order by m.worked_at desc, m.begun_at desc`,
  );
  const steps = await session.query(
    `select plan_id as "planId", step, phase, state, parts, key, batches, changed::float8 as changed,
       ${iso("changed_at")} as "changedAt"
     from neon_dba.migration_step order by begun_at, step`,
  );
  return {
    plans: plans.map((row) => ({
      ...(row as unknown as PlanRow),
      phases: JSON.parse(String(row["phases"])) as PlanRow["phases"],
    })),
    steps: steps.map(({ planId, step, phase, state, changedAt, ...position }) => ({
      ...({ planId, step, phase, state, changedAt } as unknown as StepRow),
      position: positionOf(position),
    })),
  };
}

const iso = (column: string): string =>
  `pg_catalog.to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

function positionOf({ parts, key, batches, changed }: Readonly<Record<string, unknown>>): Position {
  return {
    ...BEGINNING,
    parts: Number(parts),
    key: typeof key === "string" ? (JSON.parse(key) as string[]) : null,
    batches: Number(batches),
    changed: Number(changed),
  };
}
