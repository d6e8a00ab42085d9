import type { Column, Identity, NotNull } from "../model/column.ts";
import type { ObjectName, SequenceOptions } from "../model/common.ts";
import { grantsOf } from "./grants.ts";
import { ownRelation, type Only } from "./scope.ts";
import type { Source } from "./source.ts";
import { grouped, optionsOf, word } from "./words.ts";

interface Row {
  readonly relation: number;
  readonly number: number;
  readonly name: string;
  readonly type: string;
  readonly not_null: boolean;
  readonly identity: "" | "a" | "d";
  readonly generated: "" | "s" | "v";
  readonly expression: string | null;
  readonly collation: ObjectName | null;
  readonly storage: string | null;
  readonly compression: "" | "p" | "l";
  readonly statistics: number | null;
  readonly options: string[] | null;
  readonly foreign_options: string[] | null;
  readonly inherited: boolean;
  readonly local: boolean;
  readonly acl: string[] | null;
  readonly owner: string;
}

const sql = (only: Only): string => `
  select a.attrelid::int8 as relation, a.attnum as number, a.attname as name,
         format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as not_null,
         a.attidentity as identity, a.attgenerated as generated,
         pg_get_expr(d.adbin, d.adrelid) as expression,
         case when a.attcollation <> t.typcollation and a.attcollation <> 0
              then (select json_build_object('schema', cn.nspname, 'name', co.collname)
                      from pg_collation co join pg_namespace cn on cn.oid = co.collnamespace
                     where co.oid = a.attcollation) end as collation,
         case when a.attstorage <> t.typstorage then a.attstorage end as storage,
         a.attcompression as compression, nullif(a.attstattarget, -1) as statistics,
         a.attoptions as options, a.attfdwoptions as foreign_options,
         a.attinhcount > 0 as inherited, a.attislocal as local,
         a.attacl::text[] as acl, pg_get_userbyid(c.relowner) as owner
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid
    join pg_namespace n on n.oid = c.relnamespace
    join pg_type t on t.oid = a.atttypid
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
   where c.relkind in ('r', 'p', 'f', 'v', 'm', 'c') and a.attnum > 0 and ${ownRelation(only)}
   order by a.attrelid, a.attnum`;

/** Identity sequences, and NOT NULL constraints where Postgres has them, by relation and column number. */
export interface ColumnFacts {
  readonly sequences: ReadonlyMap<string, ObjectName & SequenceOptions & { unlogged: boolean }>;
  readonly notNulls: ReadonlyMap<string, NotNull>;
}

export const columnKey = (relation: number, number: number): string => `${relation} ${number}`;

/** Columns by the oid of their relation. */
export async function readColumns(
  source: Source,
  facts: ColumnFacts,
): Promise<Map<number, Column[]>> {
  const rows = await source.rows<Row>(sql(source.only));
  return grouped(
    rows,
    (row) => row.relation,
    (row) => column(source, facts, row),
  );
}

function column(source: Source, facts: ColumnFacts, row: Row): Column {
  const key = columnKey(row.relation, row.number);
  const plain = row.identity === "" && row.generated === "";
  return {
    name: row.name,
    type: row.type,
    notNull: row.not_null ? (facts.notNulls.get(key) ?? unnamed(row)) : null,
    default: plain ? row.expression : null,
    identity: identity(row, facts.sequences.get(key) ?? null),
    generated: generated(row),
    collation: row.collation,
    storage: row.storage === null ? null : word(row.storage, storage),
    compression: row.compression === "" ? null : word(row.compression, compression),
    statistics: row.statistics,
    options: optionsOf(row.options),
    foreignOptions: optionsOf(row.foreign_options),
    inherited: row.inherited,
    local: row.local,
    grants: row.acl === null ? [] : grantsOf(row.acl, "column", row.owner, source.version),
    comment: source.comments.on("pg_class", row.relation, row.number),
  };
}

function unnamed(row: Row): NotNull {
  return {
    name: null,
    validated: true,
    noInherit: false,
    inherited: row.inherited,
    local: row.local,
    comment: null,
  };
}

function identity(row: Row, sequence: Identity["sequence"]): Identity | null {
  if (row.identity === "") return null;
  return { generation: row.identity === "a" ? "always" : "by default", sequence };
}

function generated(row: Row): Column["generated"] {
  if (row.generated === "" || row.expression === null) return null;
  return { kind: row.generated === "s" ? "stored" : "virtual", expression: row.expression };
}

const storage: Readonly<Record<string, NonNullable<Column["storage"]>>> = {
  p: "plain",
  e: "external",
  x: "extended",
  m: "main",
};

const compression: Readonly<Record<string, NonNullable<Column["compression"]>>> = {
  p: "pglz",
  l: "lz4",
};
