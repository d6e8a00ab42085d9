import type { Session } from "../core/session.ts";
import { before14 } from "../postgres/catalog/read/before-14.ts";
import { othersSql } from "../postgres/catalog/read/others.ts";
import { jsonRows } from "../postgres/catalog/read/source.ts";
import { key } from "./key.ts";
import type { Key, KeyKind } from "./key.ts";
import type { Dependencies } from "./order.ts";

/**
 * What each object of the schema needs, from `pg_depend`, under the keys of the objects: a member of an extension counts as the
 * extension, an array as its element, a row type as its relation, an index column as its index. What hangs on a column of a table or
 * view, and what that hangs on, is told under the key of the column besides.
 */
export async function readDependencies(session: Session): Promise<Dependencies> {
  const { version } = session;
  const asked = version < 140_000 ? before14(sql(version)) : sql(version);
  const rows = await jsonRows<{ from: Parts; to: Parts }>(session, asked);
  const dependencies = new Map<Key, Key[]>();
  for (const { from, to } of rows) {
    const own = key(...from);
    const needs = dependencies.get(own);
    if (needs === undefined) dependencies.set(own, [key(...to)]);
    else needs.push(key(...to));
  }
  return dependencies;
}

type Parts = readonly [KeyKind, ...string[]];

/** Dependencies of partitions and of parts on their whole are settled by order and by ATTACH. */
const sql = (version: number): string => `
  with member as materialized (
    select d.classid, d.objid, array['extension', e.extname]::text[] as key
      from pg_depend d join pg_extension e on e.oid = d.refobjid
     where d.deptype = 'e' and d.refclassid = 'pg_extension'::regclass),
  type as materialized (${types}),
  own as (${[...objects, others(version)].join("\nunion all\n")}),
  object as materialized (
    select classid, objid, key from member
    union all
    select classid, objid, key from own where key is not null
       and (classid, objid) not in (select classid, objid from member)),
  attribute as materialized (
    select 'pg_class'::regclass::oid as classid, c.oid as objid, a.attnum::int4 as objsubid,
           array['column', n.nspname, c.relname, a.attname]::text[] as key
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'f', 'v', 'm') and c.oid >= 16384),
  needed as (
    select d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid, d.refobjsubid, f.key as "from", t.key as "to"
      from pg_depend d
      join object f on f.classid = d.classid and f.objid = d.objid
      join object t on t.classid = d.refclassid and t.objid = d.refobjid
     where d.deptype in ('n', 'a', 'i') and d.objid >= 16384)
  select "from", "to" from needed where "from" <> "to"
  union
  select "from", a.key from needed n
    join attribute a on a.classid = n.refclassid and a.objid = n.refobjid and a.objsubid = n.refobjsubid
  union
  select a.key, "to" from needed n
    join attribute a on a.classid = n.classid and a.objid = n.objid and a.objsubid = n.objsubid
   where "from" <> "to"
   order by 1, 2`;

const types = `
  select t.oid, case when e.key is not null then e.key
                     when c.relkind in ('r', 'p', 'f', 'v', 'm') then array['relation', n.nspname, c.relname]
                     else array['type', n.nspname, coalesce(r.typname, t.typname)] end::text[] as key, t.typarray as array
    from pg_type t
    join pg_namespace n on n.oid = t.typnamespace
    left join pg_class c on c.oid = t.typrelid
    left join (select g.rngmultitypid, p.typname from pg_range g join pg_type p on p.oid = g.rngtypid) r on r.rngmultitypid = t.oid
    left join member e on e.classid = 'pg_type'::regclass and e.objid = t.oid
   where t.oid >= 16384`;

const object = (catalog: string, key: string, from: string): string =>
  `select '${catalog}'::regclass::oid as classid, o.oid as objid, (${key})::text[] as key from ${catalog} o ${from}`;

const ofRelation = (column: string): string =>
  `join pg_class c on c.oid = o.${column} join pg_namespace n on n.oid = c.relnamespace`;

const inSchema = (column: string): string => `join pg_namespace n on n.oid = o.${column}`;

const objects: readonly string[] = [
  object("pg_namespace", "array['schema', o.nspname]", ""),
  object("pg_extension", "array['extension', o.extname]", ""),
  `select 'pg_type'::regclass::oid, oid, key from type`,
  `select 'pg_type'::regclass::oid, "array", key from type where "array" <> 0`,
  object(
    "pg_class",
    `case when o.relkind in ('r', 'p', 'f', 'v', 'm') then array['relation', n.nspname, o.relname]
          when o.relkind in ('i', 'I') then array['index', n.nspname, o.relname]
          when o.relkind = 'S' then array['sequence', n.nspname, o.relname]
          when o.relkind = 'c' then array['type', n.nspname, o.relname] end`,
    inSchema("relnamespace"),
  ),
  object(
    "pg_proc",
    "array['routine', n.nspname, o.proname, pg_get_function_identity_arguments(o.oid)]",
    `${inSchema("pronamespace")} and o.oid >= 16384`,
  ),
  object(
    "pg_attrdef",
    "array['default', n.nspname, c.relname, a.attname]",
    `${ofRelation("adrelid")} join pg_attribute a on a.attrelid = o.adrelid and a.attnum = o.adnum`,
  ),
  object(
    "pg_constraint",
    "array['constraint', n.nspname, c.relname, o.conname]",
    ofRelation("conrelid"),
  ),
  object(
    "pg_constraint",
    "array['domain constraint', n.nspname, t.typname, o.conname]",
    "join pg_type t on t.oid = o.contypid join pg_namespace n on n.oid = t.typnamespace",
  ),
  object(
    "pg_rewrite",
    `case when o.rulename = '_RETURN' then array['relation', n.nspname, c.relname]
          else array['rule', n.nspname, c.relname, o.rulename] end`,
    ofRelation("ev_class"),
  ),
  object("pg_trigger", "array['trigger', n.nspname, c.relname, o.tgname]", ofRelation("tgrelid")),
  object("pg_policy", "array['policy', n.nspname, c.relname, o.polname]", ofRelation("polrelid")),
  object(
    "pg_publication_rel",
    "array['other', 'publication', '', p.pubname]",
    "join pg_publication p on p.oid = o.prpubid",
  ),
  object("pg_statistic_ext", "array['statistics', n.nspname, o.stxname]", inSchema("stxnamespace")),
  ...["pg_amop", "pg_amproc"].map((catalog) => {
    const family = catalog === "pg_amop" ? "amopfamily" : "amprocfamily";
    return object(
      catalog,
      "array['members', n.nspname, format('%s using %s', f.opfname, m.amname)]",
      `join pg_opfamily f on f.oid = o.${family} join pg_namespace n on n.oid = f.opfnamespace
       join pg_am m on m.oid = f.opfmethod and o.oid >= 16384`,
    );
  }),
];

const others = (version: number): string => `
  select o.catalog::regclass::oid, o.oid::oid, array['other', o.kind, coalesce(o.schema, ''), o.name]::text[]
    from (${othersSql(version)}) o where o.kind not in ('user mapping', 'subscription')`;
