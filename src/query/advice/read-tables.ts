import type { Session } from "../../core/session.ts";
import { qualified } from "../../sql/quote.ts";
import { relationFacts } from "../facts/relations.ts";
import type { ColumnFacts, RelationFacts } from "../facts/relation.ts";
import type { Relation } from "../plan/node.ts";
import type { ExistingIndex, Table, TableColumn } from "./table.ts";

interface ColumnStatistics {
  readonly name: string;
  readonly width: number;
  readonly distinct: number;
  readonly nulls: number;
  readonly correlation: number | null;
}

interface TableRow extends Record<string, unknown> {
  readonly schema: string;
  readonly name: string;
  readonly kind: string;
  readonly rows: number;
  readonly pages: number;
  readonly columns: string;
  readonly indexes: string;
}

/** Of a partitioned table, rows and pages of all partitions and the inherited statistics. Lists travel as text. */
const sql = `
select n.nspname as schema, c.relname as name, c.relkind::text as kind, size.rows, size.pages,
       (select coalesce(json_agg(json_build_object('name', s.attname, 'width', s.avg_width, 'distinct', s.n_distinct,
                                                   'nulls', s.null_frac, 'correlation', s.correlation)), '[]')
        from pg_catalog.pg_stats s
        where s.schemaname = n.nspname and s.tablename = c.relname and s.inherited = (c.relkind = 'p'))::text as columns,
       (select coalesce(json_agg(json_build_object(
                 'schema', xn.nspname, 'name', x.relname, 'method', am.amname, 'unique', i.indisunique, 'valid', i.indisvalid,
                 'keys', array(select pg_catalog.pg_get_indexdef(i.indexrelid, k, true) from generate_series(1, i.indnkeyatts) k),
                 'options', i.indoption::int2[],
                 'include', array(select pg_catalog.pg_get_indexdef(i.indexrelid, k, true) from generate_series(i.indnkeyatts + 1, i.indnatts) k),
                 'predicate', pg_catalog.pg_get_expr(i.indpred, i.indrelid, true),
                 'columns', array(select distinct a.attname from pg_catalog.pg_attribute a
                                  where a.attrelid = i.indrelid and a.attnum > 0
                                    and (a.attnum = any (i.indkey::int2[])
                                         or a.attnum in (select d.refobjsubid from pg_catalog.pg_depend d
                                                         where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = i.indexrelid
                                                           and d.refobjid = i.indrelid))),
                 'needed', i.indisprimary or i.indisexclusion or i.indisreplident or x.relispartition
                           or exists (select from pg_catalog.pg_constraint k where k.conindid = i.indexrelid),
                 'tuples', greatest(x.reltuples, 0), 'bytes', total.bytes) order by x.relname), '[]')
        from pg_catalog.pg_index i
        join pg_catalog.pg_class x on x.oid = i.indexrelid
        join pg_catalog.pg_namespace xn on xn.oid = x.relnamespace
        join pg_catalog.pg_am am on am.oid = x.relam,
        lateral (select coalesce(sum(pg_catalog.pg_relation_size(t.relid)), 0)::float8 as bytes
                 from pg_catalog.pg_partition_tree(i.indexrelid) t) total
        where i.indrelid = c.oid)::text as indexes
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace,
lateral (select coalesce(sum(greatest(l.reltuples, 0)), 0)::float8 as rows,
                ceil(coalesce(sum(pg_catalog.pg_relation_size(l.oid)), 0) / 8192.0)::float8 as pages
         from pg_catalog.pg_class l
         where l.oid = c.oid and c.relkind <> 'p'
            or c.relkind = 'p' and l.oid in (select t.relid from pg_catalog.pg_partition_tree(c.oid) t where t.isleaf)) size
where (n.nspname, c.relname) in (select * from unnest($1::text[], $2::text[])) and c.relkind in ('r', 'p', 'm')
order by n.nspname, c.relname`;

/** Finds the table behind what a plan names. */
export type TableOf = (relation: Relation) => Table | undefined;

/** What the twin knows of the tables behind these relations of plans. Other kinds of relation are left out. */
export async function readTables(
  session: Session,
  relations: readonly Relation[],
): Promise<TableOf> {
  const facts = await relationFacts(session, relations, []);
  const roots = await relationFacts(session, relations.length === 0 ? [] : wholes(facts), []);
  const rows = await session.query<TableRow>(sql, [
    roots.map(({ schema }) => schema),
    roots.map(({ name }) => name),
  ]);
  const tables = new Map<string, Table>();
  for (const row of rows) {
    const root = roots.find(({ schema, name }) => schema === row.schema && name === row.name);
    if (root !== undefined) tables.set(key(row), fromRow(row, root));
  }
  const wholeOf = new Map(facts.map((fact) => [key(fact), key(fact.root ?? fact)]));
  return ({ schema, name }) => tables.get(wholeOf.get(key({ schema, name })) ?? "");
}

const key = ({
  schema,
  name,
}: {
  readonly schema: string | undefined;
  readonly name: string;
}): string => JSON.stringify([schema, name]);

function wholes(facts: readonly RelationFacts[]): Relation[] {
  const unique = new Map(facts.map((fact) => [key(fact.root ?? fact), fact.root ?? fact]));
  return [...unique.values()].map(({ schema, name }) => ({ schema, name, alias: name }));
}

function fromRow(row: TableRow, facts: RelationFacts): Table {
  const statistics = new Map(
    (JSON.parse(row.columns) as ColumnStatistics[]).map((column) => [column.name, column]),
  );
  const { schema, name, rows, pages } = row;
  return {
    schema,
    name,
    title: qualified(schema, name),
    partitioned: row.kind === "p",
    rows,
    pages,
    facts,
    columns: new Map(
      facts.columns.map((column) => [
        column.name,
        withStatistics(column, statistics.get(column.name), rows),
      ]),
    ),
    indexes: (JSON.parse(row.indexes) as IndexJson[]).map(existingIndex),
  };
}

/** `n_distinct` below zero is a share of the rows. */
function withStatistics(
  column: ColumnFacts,
  known: ColumnStatistics | undefined,
  rows: number,
): TableColumn {
  if (known === undefined)
    return { ...column, width: 8, distinct: undefined, nullFraction: 0, correlation: undefined };
  const { width, distinct, nulls, correlation } = known;
  return {
    ...column,
    width,
    distinct: distinct < 0 ? -distinct * rows : distinct,
    nullFraction: nulls,
    correlation: correlation ?? undefined,
  };
}

type IndexJson = Omit<ExistingIndex, "predicate"> & {
  readonly schema: string;
  readonly predicate: string | null;
  readonly options: readonly number[];
};

/** `pg_get_indexdef` of one column leaves its order out: bit 0 of `indoption` is DESC, bit 1 NULLS FIRST. */
function existingIndex({ schema, predicate, options, ...index }: IndexJson): ExistingIndex {
  const keys = index.keys.map((text, position) => text + order(options[position] ?? 0));
  return {
    ...index,
    keys,
    name: qualified(schema, index.name),
    predicate: predicate ?? undefined,
  };
}

function order(option: number): string {
  const descending = (option & 1) !== 0;
  const nullsFirst = (option & 2) !== 0;
  if (descending) return nullsFirst ? " desc" : " desc nulls last";
  return nullsFirst ? " nulls first" : "";
}
