import type { Session } from "../../../core/session.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";

/**
 * Keys of indexes on tables with row-level security, none of whose conditions is LEAKPROOF: before a row has passed the policies Postgres
 * compares it by nothing else (`restriction_is_securely_promotable` in the planner), so that no condition reaches the index.
 */
const leakyKeys = `
  select pg_catalog.format('%I.%I', n.nspname, c.relname) as name, pg_catalog.json_agg(k.at order by k.at) as keys
    from pg_catalog.pg_index i
    join pg_catalog.pg_class c on c.oid = i.indexrelid
    join pg_catalog.pg_am m on m.oid = c.relam
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_class t on t.oid = i.indrelid and t.relrowsecurity
    cross join lateral pg_catalog.unnest(i.indclass::pg_catalog.oid[]) with ordinality as k (opclass, at)
    join pg_catalog.pg_opclass o on o.oid = k.opclass
   where not exists (
     select from pg_catalog.pg_amop a
       join pg_catalog.pg_operator p on p.oid = a.amopopr
       join pg_catalog.pg_proc f on f.oid = p.oprcode
      where a.amopfamily = o.opcfamily and a.amoplefttype = o.opcintype and a.amoppurpose = 's' and f.proleakproof
        and (m.amname <> 'btree' or a.amopstrategy = 3))
   group by 1`;

/** By qualified name of the index; positions from 1. */
export async function readLeakyKeys(session: Session): Promise<Map<string, readonly number[]>> {
  const rows = await jsonRows<{ name: string; keys: number[] }>(session, leakyKeys);
  return new Map(rows.map(({ name, keys }) => [name, keys]));
}
