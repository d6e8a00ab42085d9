import type { Session } from "../../../core/session.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";

/** An expression of an index on a table that was analyzed, as Postgres prints it. */
export interface IndexExpression {
  readonly schema: string;
  readonly relation: string;
  /** Of the expression in the index: its name there and its number. */
  readonly column: string;
  readonly position: number;
  readonly expression: string;
  /** Qualified; null where the type has none. */
  readonly collation: string | null;
  /** Oid of the table, and its rows. */
  readonly table: string;
  readonly rows: number;
}

/** A column that an expression may read, and what `pg_stats` says of it. Values as text. */
export interface ReadColumn {
  readonly table: string;
  readonly name: string;
  /** As `format_type` prints it, and as `pg_type.typname` has the base type. */
  readonly type: string;
  readonly base: string;
  readonly collation: string | null;
  readonly nullFraction: number;
  /** As `pg_stats.n_distinct`: below zero a fraction of the rows. */
  readonly distinct: number;
  readonly common: readonly string[];
  readonly frequencies: readonly number[];
  readonly bounds: readonly string[];
  readonly correlation: number | null;
}

interface Answer {
  readonly expressions: readonly IndexExpression[];
  readonly columns: readonly ReadColumn[];
}

/** One round trip. In a transaction of `printingPlainly`, so that names are qualified and values mean the same when they are read again. */
export async function readExpressions(
  session: Session,
  indexes: readonly string[],
): Promise<Answer> {
  const [answer] = await jsonRows<Answer>(session, EXPRESSIONS, [`{${indexes.join()}}`]);
  return answer ?? { expressions: [], columns: [] };
}

const collation = (oid: string): string =>
  `(select pg_catalog.format('%I.%I', ns.nspname, co.collname) from pg_catalog.pg_collation co
      join pg_catalog.pg_namespace ns on ns.oid = co.collnamespace where co.oid = ${oid})`;

/** The columns are those of all expressions of an index: its expressions' tree has their numbers. */
const EXPRESSIONS = `
  with i as (
    select i.*, n.nspname, c.relname, t.reltuples, t.relname as tablename, tn.nspname as tableschema
      from pg_catalog.pg_index i
      join pg_catalog.pg_class c on c.oid = i.indexrelid and c.relkind = 'i'
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      join pg_catalog.pg_class t on t.oid = i.indrelid and t.reltuples > 0
      join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
     where i.indexrelid = any ($1::pg_catalog.oid[]) and i.indexprs is not null
  ), columns as (
    select distinct i.indrelid, i.tableschema, i.tablename, found[1]::pg_catalog.int2 as attnum
      from i, pg_catalog.regexp_matches(i.indexprs::pg_catalog.text, ':varattno (\\d+)', 'g') found
  )
  select (select coalesce(json_agg(json_build_object('schema', i.nspname, 'relation', i.relname, 'column', a.attname,
                    'position', a.attnum, 'expression', pg_catalog.pg_get_indexdef(i.indexrelid, a.attnum, false),
                    'collation', ${collation("i.indcollation[a.attnum - 1]")},
                    'table', i.indrelid::pg_catalog.text, 'rows', i.reltuples) order by i.indexrelid, a.attnum), '[]')
            from i join pg_catalog.pg_attribute a on a.attrelid = i.indexrelid
           where a.attnum <= i.indnkeyatts and i.indkey[a.attnum - 1] = 0) as expressions,
         (select coalesce(json_agg(json_build_object('table', c.indrelid::pg_catalog.text, 'name', a.attname,
                    'type', pg_catalog.format_type(a.atttypid, a.atttypmod), 'base', base.typname,
                    'collation', case when a.attcollation <> kind.typcollation then ${collation("a.attcollation")} end,
                    'nullFraction', s.null_frac, 'distinct', s.n_distinct,
                    'common', coalesce(s.most_common_vals::pg_catalog.text::pg_catalog.text[], '{}'),
                    'frequencies', coalesce(s.most_common_freqs, '{}'),
                    'bounds', coalesce(s.histogram_bounds::pg_catalog.text::pg_catalog.text[], '{}'),
                    'correlation', s.correlation)), '[]')
            from columns c
            join pg_catalog.pg_attribute a on a.attrelid = c.indrelid and a.attnum = c.attnum
            join pg_catalog.pg_type kind on kind.oid = a.atttypid
            join pg_catalog.pg_type base on base.oid = coalesce(nullif(kind.typbasetype, 0), kind.oid)
            join pg_catalog.pg_stats s on s.schemaname = c.tableschema and s.tablename = c.tablename
             and s.attname = a.attname and not s.inherited) as columns`;
