import type { Session } from "../../core/session.ts";
import { ownObject, userSchema } from "../../postgres/catalog/read/scope.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";
import type { IndexFacts } from "./schema.ts";

interface Row {
  readonly name: string;
  readonly bytes: number;
  readonly scans: number;
  readonly last: string | null;
}

const indexes = (version: number): string => `
  select format('%I.%I', n.nspname, c.relname) as name, pg_relation_size(c.oid) as bytes,
         coalesce(s.idx_scan, 0) as scans, ${version >= 160000 ? "s.last_idx_scan" : "null::timestamptz"} as last
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    left join pg_stat_all_indexes s on s.indexrelid = c.oid
   where c.relkind = 'i' and ${userSchema("n")} and ${ownObject("pg_class", "c.oid")}`;

/** What Postgres has counted of indexes that have pages. */
export async function readIndexFacts(session: Session): Promise<Map<string, IndexFacts>> {
  const rows = await jsonRows<Row>(session, indexes(session.version));
  return new Map(
    rows.map(({ name, last, ...counted }) => [
      name,
      { ...counted, lastScan: last ?? undefined, idealBytes: undefined },
    ]),
  );
}
