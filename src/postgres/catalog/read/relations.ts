import type { Column } from "../model/column.ts";
import type { ObjectName } from "../model/common.ts";
import type { Constraint, Index } from "../model/constraint.ts";
import type { Policy, Relation, Rule, Table, Trigger, View } from "../model/table.ts";
import { grantsOf } from "./grants.ts";
import { ownRelation, type Only } from "./scope.ts";
import type { Source } from "./source.ts";
import { modernQuery } from "./view-query.ts";
import { byQualifiedName, optionsOf, word } from "./words.ts";

interface Row extends ObjectName {
  readonly oid: number;
  readonly kind: "r" | "p" | "f" | "v" | "m";
  readonly owner: string;
  readonly acl: string[] | null;
  readonly unlogged: boolean;
  readonly options: string[] | null;
  readonly toast_options: string[] | null;
  readonly access_method: string | null;
  readonly tablespace: string | null;
  readonly replica_identity: string;
  readonly row_security: boolean;
  readonly force_row_security: boolean;
  readonly populated: boolean;
  readonly of_type: ObjectName | null;
  readonly inherits: ObjectName[] | null;
  readonly partition_bound: string | null;
  readonly partition_key: string | null;
  readonly server: string | null;
  readonly server_options: string[] | null;
  readonly definition: string | null;
}

const sql = (only: Only): string => `
  select c.oid::int8, n.nspname as schema, c.relname as name, c.relkind as kind,
         pg_get_userbyid(c.relowner) as owner, c.relacl::text[] as acl,
         c.relpersistence = 'u' as unlogged, c.reloptions as options,
         (select t.reloptions from pg_class t where t.oid = c.reltoastrelid) as toast_options,
         (select amname from pg_am where oid = c.relam) as access_method,
         (select spcname from pg_tablespace where oid = c.reltablespace) as tablespace,
         c.relreplident as replica_identity, c.relrowsecurity as row_security,
         c.relforcerowsecurity as force_row_security, c.relispopulated as populated,
         (select json_build_object('schema', tn.nspname, 'name', t.typname)
            from pg_type t join pg_namespace tn on tn.oid = t.typnamespace
           where t.oid = c.reloftype) as of_type,
         (select json_agg(json_build_object('schema', pn.nspname, 'name', p.relname) order by h.inhseqno)
            from pg_inherits h join pg_class p on p.oid = h.inhparent
            join pg_namespace pn on pn.oid = p.relnamespace
           where h.inhrelid = c.oid) as inherits,
         pg_get_expr(c.relpartbound, c.oid) as partition_bound,
         case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end as partition_key,
         s.srvname as server, f.ftoptions as server_options,
         ${only?.viewDefinitions === false ? "null" : "case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end"} as definition
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    left join pg_foreign_table f on f.ftrelid = c.oid
    left join pg_foreign_server s on s.oid = f.ftserver
   where c.relkind in ('r', 'p', 'f', 'v', 'm') and ${ownRelation(only)}`;

/** What belongs to relations, by their oids. */
export interface Parts {
  readonly columns: ReadonlyMap<number, Column[]>;
  readonly constraints: ReadonlyMap<number, Constraint[]>;
  readonly indexes: ReadonlyMap<number, Index[]>;
  readonly triggers: ReadonlyMap<number, Trigger[]>;
  readonly policies: ReadonlyMap<number, Policy[]>;
  readonly rules: ReadonlyMap<number, Rule[]>;
}

export async function readRelations(
  source: Source,
  parts: Parts,
): Promise<{ tables: Table[]; views: View[] }> {
  const rows = byQualifiedName(await source.rows<Row>(sql(source.only)));
  return {
    tables: rows.filter((row) => row.kind in tables).map((row) => table(source, parts, row)),
    views: await Promise.all(
      rows.filter((row) => row.kind in views).map((row) => view(source, parts, row)),
    ),
  };
}

function relation(source: Source, parts: Parts, row: Row): Relation {
  return {
    schema: row.schema,
    name: row.name,
    owner: row.owner,
    grants: grantsOf(row.acl, "table", row.owner, source.version),
    comment: source.comments.on("pg_class", row.oid),
    columns: parts.columns.get(row.oid) ?? [],
    indexes: parts.indexes.get(row.oid) ?? [],
    triggers: parts.triggers.get(row.oid) ?? [],
    rules: parts.rules.get(row.oid) ?? [],
    options: optionsOf(row.options),
    toastOptions: optionsOf(row.toast_options),
    accessMethod: row.access_method,
    tablespace: row.tablespace,
  };
}

function table(source: Source, parts: Parts, row: Row): Table {
  return {
    ...relation(source, parts, row),
    kind: word(row.kind, tables),
    unlogged: row.unlogged,
    constraints: parts.constraints.get(row.oid) ?? [],
    policies: parts.policies.get(row.oid) ?? [],
    rowSecurity: { enabled: row.row_security, forced: row.force_row_security },
    replicaIdentity: word(row.replica_identity, replicaIdentities),
    ofType: row.of_type,
    inherits: row.inherits ?? [],
    partitionBound: row.partition_bound,
    partitionKey: row.partition_key,
    foreign:
      row.server === null ? null : { server: row.server, options: optionsOf(row.server_options) },
  };
}

async function view(source: Source, parts: Parts, row: Row): Promise<View> {
  const definition = row.definition ?? "";
  return {
    ...relation(source, parts, row),
    kind: word(row.kind, views),
    definition,
    query:
      source.version < 160000 && source.only === null ? await modernQuery(definition) : definition,
    populated: row.populated,
  };
}

const tables: Readonly<Record<string, Table["kind"]>> = {
  r: "table",
  p: "partitioned table",
  f: "foreign table",
};

const views: Readonly<Record<string, View["kind"]>> = { v: "view", m: "materialized view" };

const replicaIdentities: Readonly<Record<string, Table["replicaIdentity"]>> = {
  d: "default",
  n: "nothing",
  f: "full",
  i: "index",
};
