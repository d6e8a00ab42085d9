import type { Session } from "../../core/session.ts";
import { ownObject, userSchema } from "../../postgres/catalog/read/scope.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";
import type { IndexFacts } from "./schema.ts";

interface Row {
  readonly name: string;
  readonly bytes: number;
  readonly scans: number;
  readonly last: string | null;
  readonly analyzed: boolean | null;
  readonly entries: number;
  readonly building: boolean;
}

const indexes = (version: number): string => `
  select format('%I.%I', n.nspname, c.relname) as name, c.reltuples::float8 as entries, pg_relation_size(c.oid) as bytes,
         coalesce(s.idx_scan, 0) as scans, ${version >= 160000 ? "s.last_idx_scan" : "null::timestamptz"} as last,
         exists (select from pg_stat_progress_create_index p where p.index_relid = c.oid) as building,
         case when i.indexprs is null or not pg_has_role(c.relowner, 'USAGE') then null
              else exists (select from pg_stats t where t.schemaname = n.nspname and t.tablename = c.relname) end as analyzed
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_index i on i.indexrelid = c.oid
    left join pg_stat_all_indexes s on s.indexrelid = c.oid
   where c.relkind = 'i' and ${userSchema("n")} and ${ownObject("pg_class", "c.oid")}`;

interface CountedIndexes {
  readonly facts: Map<string, IndexFacts>;
  /** By the planner's statistics, -1 where nobody counted: of partial ones fewer than rows of the table. */
  readonly entries: Map<string, number>;
}

/** What Postgres has counted of indexes that have pages. */
export async function readIndexFacts(session: Session): Promise<CountedIndexes> {
  const rows = await jsonRows<Row>(session, indexes(session.version));
  return {
    entries: new Map(rows.map(({ name, entries }) => [name, entries])),
    facts: new Map(
      rows.map(({ name, last, analyzed, bytes, scans, building }) => [
        name,
        {
          bytes,
          scans,
          building,
          lastScan: last ?? undefined,
          idealBytes: undefined,
          analyzed: analyzed ?? undefined,
        },
      ]),
    ),
  };
}
