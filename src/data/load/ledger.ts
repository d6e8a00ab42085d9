import { createHash } from "node:crypto";
import type { Session } from "../../core/session.ts";
import { ToolError } from "../../core/errors.ts";

/** How far an import has come. It changes in the same transaction as the rows, so that it is never wrong. */
export interface Progress {
  /** In what comes out of the file: the first byte that is not loaded, and its line. */
  readonly position: number;
  readonly line: number;
  readonly rows: number;
  readonly rejected: number;
  /** Bytes of the file of rejects that belong to it. */
  readonly rejectsBytes: number;
  /** Rows that were passed over for a conflict, by this call. */
  readonly ignored: number;
}

/** One import among all. */
export interface Known {
  readonly id: string;
  readonly fingerprint: string;
  /** How the file is read, as JSON. */
  readonly reading: string;
}

export interface Entry extends Known, Progress {
  readonly finishedAt: string | null;
}

/** First key of this server's advisory locks, as the ledger of migrations has it. */
const LOCK = "select pg_catalog.pg_advisory_xact_lock(1852072545, 2)";

const CREATE = [
  LOCK,
  "create schema if not exists neon_dba",
  `create table if not exists neon_dba.import (
     id text primary key,
     file text not null,
     into_table text not null,
     fingerprint text not null,
     reading text not null,
     position int8 not null,
     line int8 not null,
     rows int8 not null default 0,
     rejected int8 not null default 0,
     rejects_bytes int8 not null default 0,
     begun_at timestamptz not null default pg_catalog.now(),
     worked_at timestamptz not null default pg_catalog.now(),
     finished_at timestamptz)`,
];

/** Of one file into one table of this database. */
export function ledgerKey(path: string, table: string): string {
  return createHash("sha256").update(`${path}\0${table}`).digest("hex").slice(0, 32);
}

export async function readEntry(session: Session, id: string): Promise<Entry | undefined> {
  const [there] = await session.query<{ there: boolean }>(
    "select pg_catalog.to_regclass('neon_dba.import') is not null as there",
  );
  if (there?.there !== true) return undefined;
  const [row] = await session.query<Record<keyof Omit<Entry, "ignored">, string | null>>(
    `select fingerprint, reading, position::text, line::text, rows::text, rejected::text, rejects_bytes::text as "rejectsBytes", finished_at::text as "finishedAt"
     from neon_dba.import where id operator(pg_catalog.=) $1`,
    [id],
  );
  if (row === undefined) return undefined;
  return {
    id,
    fingerprint: row.fingerprint ?? "",
    reading: row.reading ?? "",
    finishedAt: row.finishedAt,
    position: Number(row.position),
    line: Number(row.line),
    rows: Number(row.rows),
    rejected: Number(row.rejected),
    rejectsBytes: Number(row.rejectsBytes),
    ignored: 0,
  };
}

export interface Beginning extends Known, Pick<Progress, "position" | "line"> {
  readonly file: string;
  readonly table: string;
}

/** Inside the transaction that makes the table, where one is made. What is finished, or has loaded nothing, is replaced; `restart` replaces any. */
export async function beginEntry(
  session: Session,
  entry: Beginning,
  { restart }: { readonly restart: boolean },
): Promise<void> {
  for (const sql of CREATE) await session.query(sql);
  const begun = await session.query(
    `insert into neon_dba.import as known (id, file, into_table, fingerprint, reading, position, line) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (id) do update set fingerprint = excluded.fingerprint, reading = excluded.reading, position = excluded.position,
       line = excluded.line, rows = 0, rejected = 0, rejects_bytes = 0, begun_at = pg_catalog.now(), worked_at = pg_catalog.now(), finished_at = null
     where known.finished_at is not null or known.rows operator(pg_catalog.=) 0 or $8 returning 1`,
    [
      entry.id,
      entry.file,
      entry.table,
      entry.fingerprint,
      entry.reading,
      entry.position,
      entry.line,
      restart,
    ],
  );
  if (begun.length === 0) throw another();
}

/** Inside the transaction of the rows. Refused where another call has moved it meanwhile, or begun it anew: their rows would come twice. */
export async function moveEntry(
  session: Session,
  { id, fingerprint, reading }: Known,
  { from, to }: { readonly from: number; readonly to: Progress },
): Promise<void> {
  const moved = await session.query(
    `update neon_dba.import set position = $3, line = $4, rows = $5, rejected = $6, rejects_bytes = $7, worked_at = pg_catalog.now()
     where id operator(pg_catalog.=) $1 and position operator(pg_catalog.=) $2 and finished_at is null
       and fingerprint operator(pg_catalog.=) $8 and reading operator(pg_catalog.=) $9 returning 1`,
    [id, from, to.position, to.line, to.rows, to.rejected, to.rejectsBytes, fingerprint, reading],
  );
  if (moved.length === 0) throw another();
}

const another = (): ToolError =>
  new ToolError(
    "UNAVAILABLE",
    "Another call imports the same file at the same time; what this one had begun is undone.",
    "Wait for the other one, then call again.",
  );

export async function finishEntry(session: Session, id: string): Promise<void> {
  await session.query(
    "update neon_dba.import set finished_at = pg_catalog.now(), worked_at = pg_catalog.now() where id operator(pg_catalog.=) $1",
    [id],
  );
}
