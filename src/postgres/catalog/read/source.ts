import type { Session } from "../../../core/session.ts";
import { before14 } from "./before-14.ts";
import { commentsIn, type Comments } from "./comments.ts";
import type { Only } from "./scope.ts";

/** What every reader reads from: the session in its snapshot, and the comments, which are read once. */
export interface Source {
  readonly version: number;
  readonly comments: Comments;
  readonly only: Only;
  rows<R>(sql: string): Promise<R[]>;
}

export async function openSource(session: Session, only: Only = null): Promise<Source> {
  const asked = session.version < 140_000 ? before14 : (sql: string) => sql;
  const rows = <R>(sql: string): Promise<R[]> => jsonRows<R>(session, asked(sql));
  return { version: session.version, only, comments: await commentsIn(rows, only), rows };
}

/** Rows as Postgres's own JSON of them, which means the same over every driver: arrays, nested objects and booleans included. */
export async function jsonRows<R>(
  session: Session,
  sql: string,
  params: readonly unknown[] = [],
): Promise<R[]> {
  const [row] = await session.query<{ rows: string }>(
    `select coalesce(json_agg(q), '[]')::text as rows from (${sql}) q`,
    params,
  );
  return JSON.parse(row?.rows ?? "[]") as R[];
}
