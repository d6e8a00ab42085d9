import type { ObjectName } from "../model/common.ts";
import type { Index, IndexKey } from "../model/constraint.ts";
import { ownRelation } from "./scope.ts";
import type { Source } from "./source.ts";
import { byName, grouped, optionsOf } from "./words.ts";

interface KeyRow {
  readonly column: string | null;
  readonly expression: string;
  readonly opclass: ObjectName | null;
  readonly opclass_options: string[] | null;
  readonly collation: ObjectName | null;
  readonly order: number | null;
  readonly statistics: number | null;
}

interface Row extends Omit<Index, "keys" | "include" | "options" | "comment" | "nullsNotDistinct"> {
  readonly oid: number;
  readonly relation: number;
  readonly nulls_not_distinct: boolean;
  readonly replica_identity: boolean;
  readonly options: string[] | null;
  readonly keys: KeyRow[];
}

const named = (schema: string, name: string, from: string): string =>
  `(select json_build_object('schema', s.nspname, 'name', ${name}) from ${from} join pg_namespace s on s.oid = ${schema})`;

const keys = `
  select json_agg(json_build_object(
           'column', a.attname,
           'expression', pg_get_indexdef(i.indexrelid, k.position::int, false),
           'opclass', ${named("oc.opcnamespace", "oc.opcname", "(select * from pg_opclass where oid = k.opclass) oc")},
           'opclass_options', ka.attoptions,
           'collation', ${named("co.collnamespace", "co.collname", "(select * from pg_collation where oid = k.coll) co")},
           'order', k.flags,
           'statistics', nullif(ka.attstattarget, -1)) order by k.position)
    from unnest(i.indkey::int2[], i.indclass::oid[], i.indcollation::oid[], i.indoption::int2[])
         with ordinality as k(number, opclass, coll, flags, position)
    join pg_attribute ka on ka.attrelid = i.indexrelid and ka.attnum = k.position
    left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number and k.number <> 0`;

const sql = ({ version, only }: Source): string => `
  select i.indexrelid::int8 as oid, i.indrelid::int8 as relation, x.relname as name,
         pg_get_indexdef(i.indexrelid) as definition,
         (select o.conname from pg_constraint o where o.conindid = i.indexrelid
             and o.conrelid = i.indrelid and o.contype in ('p', 'u', 'x')) as "constraint",
         m.amname as method, i.indisunique as unique,
         ${version >= 150000 ? "i.indnullsnotdistinct" : "false"} as nulls_not_distinct,
         i.indisvalid as valid, (${keys}) as keys,
         pg_get_expr(i.indpred, i.indrelid) as predicate, x.reloptions as options,
         (select spcname from pg_tablespace where oid = x.reltablespace) as tablespace,
         i.indisclustered as clustered, i.indisreplident as replica_identity,
         case when x.relispartition then
           ${named("p.relnamespace", "p.relname", "pg_inherits h join pg_class p on p.oid = h.inhparent and h.inhrelid = i.indexrelid")} end as parent
    from pg_index i
    join pg_class x on x.oid = i.indexrelid
    join pg_am m on m.oid = x.relam
    join pg_class c on c.oid = i.indrelid
    join pg_namespace n on n.oid = c.relnamespace
   where ${ownRelation(only)}`;

/** Indexes by the oid of their table or materialized view. */
export async function readIndexes(source: Source): Promise<Map<number, Index[]>> {
  const rows = byName(await source.rows<Row>(sql(source)));
  return grouped(
    rows,
    (row) => row.relation,
    (row) => index(row, source.comments.on("pg_class", row.oid)),
  );
}

function index(row: Row, comment: string | null): Index {
  const { name, definition, constraint, method, unique, valid, predicate, tablespace } = row;
  return {
    name,
    definition,
    constraint,
    method,
    unique,
    nullsNotDistinct: row.nulls_not_distinct,
    valid,
    keys: row.keys.flatMap(indexKey),
    include: row.keys.filter((key) => key.opclass === null).map((key) => key.column ?? ""),
    predicate,
    options: optionsOf(row.options),
    tablespace,
    clustered: row.clustered,
    replicaIdentity: row.replica_identity,
    parent: row.parent,
    comment,
  };
}

/** Included columns have no operator class. */
function indexKey(row: KeyRow): IndexKey[] {
  if (row.opclass === null) return [];
  const flags = row.order ?? 0;
  return [
    {
      column: row.column,
      expression: row.expression,
      opclass: row.opclass,
      opclassOptions: optionsOf(row.opclass_options),
      collation: row.collation,
      descending: (flags & 1) === 1,
      nullsFirst: (flags & 2) === 2,
      statistics: row.statistics,
    },
  ];
}
