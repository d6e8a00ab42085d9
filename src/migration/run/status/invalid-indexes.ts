import type { Session } from "../../../core/session.ts";
import { qualified } from "../../../sql/quote.ts";

/** Indexes that CONCURRENTLY has left behind, qualified and quoted: they cost writes and serve nobody. */
export async function invalidIndexes(session: Session): Promise<readonly string[]> {
  const rows = await session.query<{ schema: string; name: string }>(
    `select n.nspname as schema, c.relname as name
     from pg_catalog.pg_index i
     join pg_catalog.pg_class c on c.oid = i.indexrelid and c.relkind = 'i'
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where not (i.indisvalid and i.indisready and i.indislive) and n.nspname !~ '^pg_toast'
       and not exists (select from pg_catalog.pg_stat_progress_create_index p
         where p.index_relid = i.indexrelid)
     order by 1, 2 limit 50`,
  );
  return rows.map(({ schema, name }) => qualified(schema, name));
}
