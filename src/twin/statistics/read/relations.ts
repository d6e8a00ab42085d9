import type { Session } from "../../../core/session.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";
import type { RelationStatistics } from "../types.ts";
import { isRead } from "./scope.ts";

/**
 * Pages of the file of the `pg_class` row of this alias. `pg_relation_size` takes a lock: where somebody holds or awaits the one that
 * blocks everything, the catalogue's figure stands in.
 */
export const filePages = (relation: string): string => `
  case when ${relation}.relkind not in ('r', 'm', 'i') then 0
       when ${relation}.oid in (select l.relation from pg_locks l
         where l.locktype = 'relation' and l.mode = 'AccessExclusiveLock') then ${relation}.relpages
       else coalesce(pg_relation_size(${relation}.oid) / current_setting('block_size')::int8, 0) end`;

const sql = (frozen: string): string => `
  select n.nspname as schema, c.relname as name, c.relkind as kind, am.amname as method,
         case when i.indexrelid is not null then t.relname end as "table",
         case when c.relispartition and i.indexrelid is null then
           (select json_build_array(pn.nspname, p.relname)
              from pg_inherits h join pg_class p on p.oid = h.inhparent join pg_namespace pn on pn.oid = p.relnamespace
             where h.inhrelid = c.oid limit 1) end as parent,
         c.relpages, c.reltuples, c.relallvisible, ${frozen} as relallfrozen, ${filePages("c")} as pages,
         null as height, null as ends,
         coalesce(i.indisunique, false) as "unique",
         array(select a.attname
                 from unnest(i.indkey::int2[]) with ordinality as k(number, position)
                 join pg_attribute a on a.attrelid = t.oid and a.attnum = k.number
                where k.position <= i.indnkeyatts order by k.position) as keys
    from pg_class t
    join pg_namespace n on n.oid = t.relnamespace
    cross join lateral (
      select t.oid as id union all select indexrelid from pg_index where indrelid = t.oid) r
    join pg_class c on c.oid = r.id
    left join pg_index i on i.indexrelid = c.oid
    left join pg_am am on am.oid = c.relam
   where ${isRead("t", "n")}
   order by n.nspname, t.relname, c.relkind = t.relkind desc, c.relname`;

/** Tables, each followed by its indexes. */
export function readRelations(
  session: Session,
  scope: readonly unknown[],
): Promise<RelationStatistics[]> {
  const frozen = session.version >= 180_000 ? "c.relallfrozen" : "null::int";
  return jsonRows<RelationStatistics>(session, sql(frozen), scope);
}
