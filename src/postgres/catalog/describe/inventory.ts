import { lists, type List } from "./lists.ts";
import type { Session } from "../../../core/session.ts";
import { ownObject, userSchema } from "../read/scope.ts";
import { jsonRows } from "../read/source.ts";

/** One object that can be described. */
export interface Entry {
  readonly list: List;
  readonly kind: string;
  readonly schema: string;
  readonly name: string;
  /** Of a function, to tell overloads apart; otherwise empty. */
  readonly arguments: string;
  readonly oid: number;
  /** Number of columns of a relation, dropped ones included. */
  readonly columns: number;
}

export interface InventoryFilter {
  readonly schemas?: readonly string[] | undefined;
  readonly search?: string | undefined;
}

/** The place of an entry in the inventory. */
export type Key = readonly [rank: number, schema: string, name: string, args: string];

export function keyOf(entry: Entry): Key {
  return [lists.indexOf(entry.list), entry.schema, entry.name, entry.arguments];
}

const relationKinds = `case c.relkind when 'r' then 'table' when 'p' then 'partitioned table'
  when 'f' then 'foreign table' when 'v' then 'view' when 'm' then 'materialized view' else 'sequence' end`;

const typeKinds = `case t.typtype when 'e' then 'enum' when 'd' then 'domain' when 'c' then 'composite'
  when 'r' then 'range' else 'base' end`;

const routineKinds = `case p.prokind when 'p' then 'procedure' when 'a' then 'aggregate'
  when 'w' then 'window function' else 'function' end`;

/** Sequences that columns own and types that come with relations are told with those. */
export const everything = `
  select case when c.relkind in ('r', 'p', 'f') then 0 when c.relkind in ('v', 'm') then 1 else 4 end as rank,
         ${relationKinds} as kind, n.nspname::text as schema, c.relname::text as name, '' as args,
         c.oid, 'pg_class'::regclass as catalog, c.relnatts as columns, n.oid as namespace, c.relispartition as partition
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p', 'f', 'v', 'm') or c.relkind = 'S' and not exists (select from pg_depend d
           where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i'))
  union all
  select case when t.typtype = 'e' then 2 else 3 end, ${typeKinds}, n.nspname::text, t.typname::text, '',
         t.oid, 'pg_type'::regclass, 0, n.oid, false
    from pg_type t join pg_namespace n on n.oid = t.typnamespace
   where t.typtype in ('e', 'd', 'r') or t.typtype = 'b' and not exists (select from pg_type e where e.typarray = t.oid)
      or t.typtype = 'c' and exists (select from pg_class c where c.oid = t.typrelid and c.relkind = 'c')
  union all
  select 5, ${routineKinds}, n.nspname::text, p.proname::text, pg_get_function_identity_arguments(p.oid),
         p.oid, 'pg_proc'::regclass, 0, n.oid, false
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
   where not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid
                      and d.deptype = 'i')`;

/** Whether the text holds one of the spellings of what is searched for, all of it literally. */
const found = (text: string): string =>
  `exists (select from unnest($2::text[]) as v where strpos(${text}, v) > 0 or strpos(lower(${text}), v) > 0)`;

const search = `
  ($2::text[] is null or ${found("o.schema || '.' || o.name")}
   or exists (select from pg_description d where d.classoid = o.catalog and d.objoid = o.oid and ${found("d.description")})
   or o.catalog = 'pg_class'::regclass and exists (select from pg_attribute a
        where a.attrelid = o.oid and a.attnum > 0 and not a.attisdropped and ${found("a.attname::text")}))`;

/** Partitions are told with the table that they belong to, unless somebody looks for them. */
const sql = `
  select o.* from (${everything}) o join pg_namespace n on n.oid = o.namespace
   where ${userSchema("n")}
     and not exists (select from pg_depend e where e.classid = o.catalog and e.objid = o.oid and e.deptype = 'e')
     and ($1::text[] is null or o.schema = any ($1)) and (not o.partition or $2::text[] is not null) and ${search}
     and ($3::int is null or (o.rank, o.schema collate "C", o.name collate "C", o.args collate "C")
       > ($3::int, $4::text collate "C", $5::text collate "C", $6::text collate "C"))
   order by o.rank, o.schema collate "C", o.name collate "C", o.args collate "C"
   limit $7::int`;

export interface EntryRow {
  readonly rank: number;
  readonly kind: string;
  readonly schema: string;
  readonly name: string;
  readonly args: string;
  readonly oid: string;
  readonly columns: number;
}

/** At most `limit` objects after `after`, in the order of the inventory. */
export async function takeInventory(
  session: Session,
  filter: InventoryFilter,
  after: Key | null,
  limit: number,
): Promise<Entry[]> {
  const [rank, schema, name, args] = after ?? [null, null, null, null];
  const rows = await jsonRows<EntryRow>(session, sql, [
    filter.schemas ?? null,
    filter.search === undefined ? null : spellings(filter.search),
    rank,
    schema,
    name,
    args,
    limit,
  ]);
  return rows.map(entryOf);
}

export function entryOf(row: EntryRow): Entry {
  return {
    list: lists[row.rank] ?? "tables",
    kind: row.kind,
    schema: row.schema,
    name: row.name,
    arguments: row.args,
    oid: Number(row.oid),
    columns: row.columns,
  };
}

/** A database with locale C lowers ASCII letters only, so that upper case is looked for as well. */
function spellings(search: string): string[] {
  return [...new Set([search, search.toLowerCase(), search.toUpperCase()])];
}

/** Names of all schemas that are described. */
export async function schemaNames(session: Session): Promise<string[]> {
  const rows = await jsonRows<{ name: string }>(
    session,
    `select n.nspname as name from pg_namespace n where ${userSchema("n")}
        and ${ownObject("pg_namespace", "n.oid")} order by n.nspname collate "C"`,
  );
  return rows.map((row) => row.name);
}
