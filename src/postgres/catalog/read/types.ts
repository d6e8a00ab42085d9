import type { Column } from "../model/column.ts";
import type { ObjectName, Owned } from "../model/common.ts";
import type { UserType } from "../model/type.ts";
import type { Constraints } from "./constraints.ts";
import { grantsOf } from "./grants.ts";
import { oneOf, ownObject, userSchema, type Only } from "./scope.ts";
import type { Source } from "./source.ts";
import { byQualifiedName } from "./words.ts";

interface Row extends ObjectName {
  readonly oid: number;
  readonly code: "e" | "d" | "c" | "r" | "b" | "p";
  readonly owner: string;
  readonly acl: string[] | null;
  readonly relation: number;
  readonly labels: string[] | null;
  readonly base_type: string | null;
  readonly not_null: boolean;
  readonly default: string | null;
  readonly collation: ObjectName | null;
  readonly range: {
    subtype: string;
    opclass: ObjectName;
    collation: ObjectName | null;
    canonical: string | null;
    subtypeDiff: string | null;
    multirange: ObjectName;
  } | null;
  readonly defined: boolean;
  readonly properties: Record<string, unknown>;
}

const collation = (oid: string): string => `
  (select json_build_object('schema', cn.nspname, 'name', co.collname)
     from pg_collation co join pg_namespace cn on cn.oid = co.collnamespace where co.oid = ${oid})`;

/** Left out: arrays, multiranges, and the row types of tables and views, which come with what they are made for. */
const sql = (only: Only): string => `
  select t.oid::int8, n.nspname as schema, t.typname as name, t.typtype as code,
         pg_get_userbyid(t.typowner) as owner, t.typacl::text[] as acl, t.typrelid::int8 as relation,
         (select json_agg(enumlabel order by enumsortorder) from pg_enum where enumtypid = t.oid) as labels,
         case when t.typtype = 'd' then format_type(t.typbasetype, t.typtypmod) end as base_type,
         t.typnotnull as not_null,
         case when t.typtype = 'd' then pg_get_expr(t.typdefaultbin, 0) end as "default",
         case when t.typcollation <> (select b.typcollation from pg_type b where b.oid = t.typbasetype)
              then ${collation("t.typcollation")} end as collation,
         (select json_build_object('subtype', format_type(r.rngsubtype, null),
                   'opclass', (select json_build_object('schema', s.nspname, 'name', o.opcname)
                                 from pg_opclass o join pg_namespace s on s.oid = o.opcnamespace
                                where o.oid = r.rngsubopc),
                   'collation', ${collation("r.rngcollation")},
                   'canonical', nullif(r.rngcanonical::oid, 0)::regproc,
                   'subtypeDiff', nullif(r.rngsubdiff::oid, 0)::regproc,
                   'multirange', (select json_build_object('schema', s.nspname, 'name', m.typname)
                                    from pg_type m join pg_namespace s on s.oid = m.typnamespace
                                   where m.oid = r.rngmultitypid))
            from pg_range r where r.rngtypid = t.oid) as range,
         t.typisdefined as defined,
         case when t.typtype = 'b' then json_build_object(
           'input', t.typinput::regproc, 'output', t.typoutput::regproc, 'receive', t.typreceive::regproc,
           'send', t.typsend::regproc, 'typmodIn', t.typmodin::regproc, 'typmodOut', t.typmodout::regproc,
           'analyze', t.typanalyze::regproc, 'length', t.typlen, 'byValue', t.typbyval,
           'alignment', t.typalign, 'storage', t.typstorage, 'category', t.typcategory,
           'preferred', t.typispreferred, 'delimiter', t.typdelim, 'default', t.typdefault,
           'subscript', t.typsubscript::regproc, 'element', nullif(t.typelem, 0)::regtype,
           'collatable', t.typcollation <> 0) end as properties
    from pg_type t
    join pg_namespace n on n.oid = t.typnamespace
   where ${only === null ? `${userSchema("n")} and ${ownObject("pg_type", "t.oid")}` : oneOf("t.oid", only.types)}
     and t.typtype in ('e', 'd', 'c', 'r', 'b', 'p')
     and not exists (select from pg_type e where e.typarray = t.oid)
     and (t.typrelid = 0 or exists (select from pg_class c where c.oid = t.typrelid and c.relkind = 'c'))`;

export async function readTypes(
  source: Source,
  columns: ReadonlyMap<number, Column[]>,
  constraints: Constraints,
): Promise<UserType[]> {
  const rows = byQualifiedName(await source.rows<Row>(sql(source.only)));
  return rows.map((row) => type(row, named(source, row), columns, constraints));
}

function named(source: Source, row: Row): ObjectName & Owned {
  return {
    schema: row.schema,
    name: row.name,
    owner: row.owner,
    grants: grantsOf(row.acl, "type", row.owner, source.version),
    comment:
      row.code === "c"
        ? (source.comments.on("pg_type", row.oid) ?? source.comments.on("pg_class", row.relation))
        : source.comments.on("pg_type", row.oid),
  };
}

function type(
  row: Row,
  base: ObjectName & Owned,
  columns: ReadonlyMap<number, Column[]>,
  constraints: Constraints,
): UserType {
  if (row.code === "e") return { ...base, kind: "enum", labels: row.labels ?? [] };
  if (row.code === "c")
    return { ...base, kind: "composite", columns: columns.get(row.relation) ?? [] };
  if (row.code === "r" && row.range !== null) return { ...base, kind: "range", ...row.range };
  if (row.code !== "d")
    return { ...base, kind: row.defined ? "base" : "shell", properties: row.properties ?? {} };
  return {
    ...base,
    kind: "domain",
    baseType: row.base_type ?? "",
    notNull: row.not_null
      ? (constraints.notNullOfDomains.get(row.oid) ?? { name: null, comment: null })
      : null,
    default: row.default,
    collation: row.collation,
    constraints: constraints.ofDomains.get(row.oid) ?? [],
  };
}
