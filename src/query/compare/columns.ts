import { ToolError } from "../../core/errors.ts";
import type { ResultColumn, Session } from "../../core/session.ts";
import { marked } from "../../postgres/own.ts";
import { attempt } from "./attempt.ts";

/** A column of both results, matched by position. */
export interface ComparedColumn {
  readonly original: ResultColumn;
  readonly rewritten: ResultColumn;
  /**
   * How two values are found equal: by Postgres's own `=`; floats by their 15 significant digits, because sums depend on the
   * order of rows; as text what has no `=`, such as json.
   */
  readonly by: "equality" | "digits" | "text";
}

export interface Mismatch {
  /** Column number, from 1; undefined where the numbers of columns differ. */
  readonly column?: number;
  readonly original: string;
  readonly rewritten: string;
}

/** The columns of a query's result, without running it. In a transaction. */
export async function columnsOf(session: Session, sql: string): Promise<readonly ResultColumn[]> {
  const limits = { maxRows: 0, maxBytes: 1024 * 1024 };
  return (await session.execute(marked(`select * from (${sql}\n) neon_dba limit 0`), [], limits))
    .columns;
}

/** Matches columns by position, or says why rows of the one can never equal rows of the other. */
export async function matchColumns(
  session: Session,
  original: readonly ResultColumn[],
  rewritten: readonly ResultColumn[],
): Promise<readonly ComparedColumn[] | Mismatch> {
  if (original.length !== rewritten.length)
    return { original: counted(original.length), rewritten: counted(rewritten.length) };
  const pairs = original.map((column, index) => [column, rewritten[index] ?? column] as const);
  const types: string[] = [];
  for (const [index, [one, other]] of pairs.entries()) {
    const type = one.type === other.type ? one.type : await common(session, one.type, other.type);
    if (type === undefined) return { column: index + 1, original: one.type, rewritten: other.type };
    types.push(type);
  }
  const without = await withoutEquality(session, types);
  return pairs.map(([one, other], index) => {
    const type = types[index] ?? "";
    const by = /^(?:real|double precision)$/.test(type)
      ? "digits"
      : without.has(type)
        ? "text"
        : "equality";
    return { original: one, rewritten: other, by };
  });
}

const counted = (count: number): string => `${count} column${count === 1 ? "" : "s"}`;

/** What UNION makes of two types; undefined where it refuses. */
async function common(session: Session, one: string, other: string): Promise<string | undefined> {
  const sql = `select null::${one} union all select null::${other}`;
  const columns = await attempt(session, () => columnsOf(session, sql));
  return columns instanceof ToolError ? undefined : columns[0]?.type;
}

/** Arrays, domains, ranges and composites have an equality when what they are made of has one. */
async function withoutEquality(
  session: Session,
  types: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await session.query<{ name: string }>(
    `with recursive part (name, oid) as (
       select distinct name, pg_catalog.to_regtype(name)::oid from unnest($1::text[]) name
       union
       select p.name, inner_type.oid from part p
       join pg_catalog.pg_type t on t.oid = p.oid
       cross join lateral (
         select t.typelem where t.typelem <> 0 and t.typcategory = 'A'
         union all select t.typbasetype where t.typtype = 'd'
         union all select r.rngsubtype from pg_catalog.pg_range r where t.oid in (r.rngtypid, r.rngmultitypid)
         union all select a.atttypid from pg_catalog.pg_attribute a
                   where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
       ) as inner_type (oid)
     )
     select distinct p.name from part p left join pg_catalog.pg_type t on t.oid = p.oid
     where t.oid is null or t.typtype = 'p'
        or t.typtype = 'b' and t.typcategory <> 'A' and not exists (
             select from pg_catalog.pg_opclass o join pg_catalog.pg_am m on m.oid = o.opcmethod
             where o.opcdefault and m.amname in ('btree', 'hash')
               and (o.opcintype = t.oid
                    or exists (select from pg_catalog.pg_cast c
                               where c.castsource = t.oid and c.casttarget = o.opcintype and c.castmethod = 'b' and c.castcontext = 'i')))`,
    [types],
  );
  return new Set(rows.map(({ name }) => name));
}
