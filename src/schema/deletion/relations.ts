import type { Session } from "../../core/session.ts";
import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";
import { userSchema } from "../../postgres/catalog/read/scope.ts";

/** A table that rows lie in, or that has partitions. */
export interface TableRelation extends ObjectName {
  readonly oid: number;
  readonly kind: "r" | "p" | "f";
  /** Its partitioned ancestors, and itself: keys that refer to one of them refer to its rows. */
  readonly family: readonly number[];
  /** Policies hide rows from the role. */
  readonly filtered: boolean;
  readonly readable: boolean;
  readonly deletable: boolean;
  readonly bytes: number;
}

/** By oid. */
export async function readRelations(session: Session): Promise<Map<number, TableRelation>> {
  const rows = await jsonRows<TableRelation>(session, sql);
  return new Map(rows.map((relation) => [relation.oid, relation]));
}

const sql = `
  select c.oid::int8, n.nspname as schema, c.relname as name, c.relkind as kind,
         case when c.relispartition then (select json_agg(a.relid::oid::int8) from pg_catalog.pg_partition_ancestors(c.oid) a)
              else json_build_array(c.oid::int8) end as family,
         pg_catalog.row_security_active(c.oid) as filtered,
         pg_catalog.has_schema_privilege(n.oid, 'usage') and pg_catalog.has_table_privilege(c.oid, 'select') as readable,
         pg_catalog.has_table_privilege(c.oid, 'delete') as deletable,
         case when c.relkind = 'r' then pg_catalog.pg_relation_size(c.oid) else 0 end as bytes
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p', 'f') and ${userSchema("n")}`;
