import { createHash } from "node:crypto";
import type { Session } from "../../core/session.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";

/** A part of a table's rows, which one transaction copies. */
export interface Part {
  /** Qualified and quoted, as the target has it. */
  readonly table: string;
  readonly part: number;
  /** What is read of: `only public.tasks`. */
  readonly from: string;
  /** Blocks of the source; without the last, to the end. Null is all. */
  readonly first: number | null;
  readonly last: number | null;
}

export interface LedgerPart extends Part {
  readonly rows: number | null;
}

export interface Ledger {
  readonly id: string;
  /** Of the source, when the rows began to be read, as `pg_current_snapshot` says it. */
  readonly snapshot: string;
  readonly parts: readonly LedgerPart[];
  /** Steps after the rows that are done, by their hash. */
  readonly steps: ReadonlySet<string>;
  /** When all was done; what is refused may be left. */
  readonly endedAt: string | null;
}

/** First key of this server's advisory locks, "ndba"; 9 is an import. */
const LOCK = "1852072545, 9";

/** Imports of files have a ledger of their own, `neon_dba.import`. */
const CREATE = [
  "create schema if not exists neon_dba",
  `create table if not exists neon_dba.database_import (
     id text primary key, source text not null, snapshot text not null,
     begun_at timestamptz not null default pg_catalog.now(), ended_at timestamptz)`,
  `create table if not exists neon_dba.database_import_part (
     id text not null references neon_dba.database_import on delete cascade, "table" text not null, part int not null,
     "from" text not null, first int8, last int8, rows int8, done_at timestamptz, primary key (id, "table", part))`,
  `create table if not exists neon_dba.database_import_step (
     id text not null references neon_dba.database_import on delete cascade, step text not null, object text not null,
     done_at timestamptz not null default pg_catalog.now(), primary key (id, step))`,
] as const;

/** Makes the ledger inside the caller's transaction, with all parts still to be done. */
export async function beginLedger(
  session: Session,
  {
    id,
    source,
    snapshot,
    parts,
  }: Pick<Ledger, "id" | "snapshot"> & {
    readonly source: string;
    readonly parts: readonly Part[];
  },
): Promise<void> {
  for (const sql of CREATE) await session.query(sql);
  await session.query(
    "insert into neon_dba.database_import (id, source, snapshot) values ($1, $2, $3)",
    [id, source, snapshot],
  );
  await session.query(
    `insert into neon_dba.database_import_part (id, "table", part, "from", first, last)
     select $1, p."table", p.part, p."from", p.first, p.last
       from pg_catalog.json_to_recordset($2::json) as p ("table" text, part int, "from" text, first int8, last int8)`,
    [id, JSON.stringify(parts)],
  );
}

export async function readLedger(session: Session, id: string): Promise<Ledger | undefined> {
  const [there] = await session.query<{ found: boolean }>(
    "select pg_catalog.to_regclass('neon_dba.database_import_step') is not null as found",
  );
  if (there?.found !== true) return undefined;
  const [row] = await session.query<Pick<Ledger, "snapshot" | "endedAt">>(
    'select snapshot, ended_at::text as "endedAt" from neon_dba.database_import where id = $1',
    [id],
  );
  if (row === undefined) return undefined;
  const parts = await jsonRows<LedgerPart>(
    session,
    `select "table", part, "from", first, last, case when done_at is not null then rows end as rows
       from neon_dba.database_import_part where id = $1 order by 1, 2`,
    [id],
  );
  const steps = await session.query<{ step: string }>(
    "select step from neon_dba.database_import_step where id = $1",
    [id],
  );
  return { id, ...row, parts, steps: new Set(steps.map(({ step }) => step)) };
}

export const rowsOf = ({ parts }: Ledger): number =>
  parts.reduce((sum, { rows }) => sum + (rows ?? 0), 0);

/** Inside the transaction that copies: false where another has done it; until the end nobody else can begin it. */
export async function takePart(session: Session, id: string, part: Part): Promise<boolean> {
  const taken = await session.query(
    `update neon_dba.database_import_part set done_at = pg_catalog.now()
      where id = $1 and "table" = $2 and part = $3 and done_at is null returning part`,
    [id, part.table, part.part],
  );
  return taken.length > 0;
}

export async function countPart(
  session: Session,
  id: string,
  part: Part,
  rows: number,
): Promise<void> {
  await session.query(
    `update neon_dba.database_import_part set rows = $4 where id = $1 and "table" = $2 and part = $3`,
    [id, part.table, part.part, rows],
  );
}

/** Inside the transaction that carries the step out. */
export async function takeStep(
  session: Session,
  id: string,
  step: string,
  object: string,
): Promise<boolean> {
  const taken = await session.query(
    "insert into neon_dba.database_import_step (id, step, object) values ($1, $2, $3) on conflict do nothing returning step",
    [id, step, object],
  );
  return taken.length > 0;
}

/** Inside the transaction that empties the tables: their rows, and the steps, are to be done again. */
export async function forgetRows(
  session: Session,
  id: string,
  {
    tables,
    snapshot,
    steps = [],
  }: {
    readonly tables: readonly string[];
    readonly snapshot: string;
    readonly steps?: readonly string[];
  },
): Promise<void> {
  await session.query(
    `update neon_dba.database_import_part set done_at = null, rows = null where id = $1 and "table" = any ($2)`,
    [id, tables],
  );
  await session.query(
    "delete from neon_dba.database_import_step where id = $1 and step = any ($2)",
    [id, steps],
  );
  await session.query(
    "update neon_dba.database_import set snapshot = $2, ended_at = null where id = $1",
    [id, snapshot],
  );
}

export async function endLedger(session: Session, id: string): Promise<void> {
  await session.query(
    "update neon_dba.database_import set ended_at = pg_catalog.now() where id = $1",
    [id],
  );
}

/** Held by the session until it is disposed of, so that two calls do not import at once. */
export async function lockImport(session: Session): Promise<boolean> {
  const [row] = await session.query<{ locked: boolean }>(
    `select pg_catalog.pg_try_advisory_lock(${LOCK}) as locked`,
  );
  return row?.locked === true;
}

export const stepId = (statements: readonly string[]): string =>
  createHash("sha256").update(statements.join(";\n")).digest("hex").slice(0, 32);
