import type { Session } from "../../core/session.ts";
import { fromClause, type Piece } from "../pieces.ts";
import type { Snapshot } from "../snapshot.ts";
import type { RowTexts } from "./row-text.ts";

/** Rows and the sum of their hashes: what a bucket of rows is, whatever their order. */
export interface Sum {
  readonly rows: number;
  readonly hash: bigint;
}

/** By bucket; an empty one is not there. */
export type Sums = ReadonlyMap<number, Sum>;

/** Sums of all rows of one side. `done` is told the weight and the rows of each piece. */
export async function sumsOf(
  snapshot: Snapshot,
  pieces: readonly Piece[],
  texts: RowTexts,
  mask: number,
  done: (weight: number, rows: number) => void,
): Promise<Sums> {
  const sums = new Map<number, Sum>();
  const add = async (session: Session, piece: Piece): Promise<void> => {
    const rows = await session.query<{ bucket: number; rows: number; hash: string }>(
      `select q.bucket, pg_catalog.count(*) as rows, pg_catalog.sum(q.hash)::text as hash
         from (select ${texts.bucket(mask)} as bucket, ${texts.hash} as hash ${fromClause(piece)}) q
        group by q.bucket`,
    );
    for (const { bucket, rows: count, hash } of rows) {
      const before = sums.get(bucket) ?? { rows: 0, hash: 0n };
      sums.set(bucket, { rows: before.rows + count, hash: before.hash + BigInt(hash) });
    }
    done(
      piece.weight,
      rows.reduce((all, { rows: count }) => all + count, 0),
    );
  };
  await Promise.all(pieces.map((piece) => snapshot.run((session) => add(session, piece))));
  return sums;
}

/** Where a row is, and what it is, short. */
export interface RowMark {
  readonly key: string;
  readonly hash: string;
  readonly table: string;
  readonly tid: string;
  readonly piece: Piece;
}

/** The rows of some buckets. */
export async function rowsOf(
  snapshot: Snapshot,
  pieces: readonly Piece[],
  texts: RowTexts,
  mask: number,
  buckets: readonly number[],
): Promise<RowMark[]> {
  const read = async (session: Session, piece: Piece): Promise<RowMark[]> => {
    const clause = fromClause(piece);
    const rows = await session.query<Omit<RowMark, "piece">>(
      `select ${texts.key} as key, (${texts.hash})::text as hash, t.tableoid::text as "table", t.ctid::text as tid
         ${clause} ${clause.includes(" where ") ? "and" : "where"} ${texts.bucket(mask)} = any ($1::int4[])`,
      [buckets],
    );
    return rows.map((row) => ({ ...row, piece }));
  };
  const read_ = pieces.map((piece) => snapshot.run((session) => read(session, piece)));
  return (await Promise.all(read_)).flat();
}

/** The texts of the columns of some rows, in the order of the marks. */
export async function valuesOf(
  snapshot: Snapshot,
  marks: readonly RowMark[],
  texts: RowTexts,
): Promise<(readonly (string | null)[])[]> {
  const found = new Map<string, readonly (string | null)[]>();
  const places = new Set(marks.map(({ piece }) => piece.from));
  for (const from of places) {
    const tids = marks.filter(({ piece }) => piece.from === from).map(({ tid }) => tid);
    const rows = await snapshot.run((session) =>
      session.query<{ table: string; tid: string; values: string }>(
        `select t.tableoid::text as "table", t.ctid::text as tid, ${texts.values} as values
           from ${from} t where t.ctid = any ($1::text[]::tid[])`,
        [tids],
      ),
    );
    for (const { table, tid, values } of rows)
      found.set(`${table} ${tid}`, JSON.parse(values) as (string | null)[]);
  }
  return marks.map(({ table, tid }) => found.get(`${table} ${tid}`) ?? []);
}
