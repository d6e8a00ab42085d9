import type { Session } from "../../core/session.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";
import { filePages } from "./read/relations.ts";
import { isRead, scopeOf } from "./read/scope.ts";
import type { RelationName } from "./read/scope.ts";

/** A table, and a text that is another one when its statistics or sizes, or those of its indexes, may have changed. */
export interface TableKey extends RelationName {
  readonly key: string;
}

/** Counts and times of ANALYZE alone do not tell of VACUUM, CREATE INDEX and of rows that came since: relations' figures do. */
const sql = `
  select n.nspname as schema, t.relname as name,
         concat_ws(' ', pg_stat_get_analyze_count(t.oid), pg_stat_get_autoanalyze_count(t.oid),
           extract(epoch from pg_stat_get_last_analyze_time(t.oid)),
           extract(epoch from pg_stat_get_last_autoanalyze_time(t.oid)),
           (select string_agg(concat_ws(',', c.oid, c.relfilenode, c.relpages, c.reltuples, c.relallvisible,
                     ${filePages("c")}), ' ' order by c.oid)
              from (select t.oid as id union all select indexrelid from pg_index where indrelid = t.oid) r
              join pg_class c on c.oid = r.id)) as key
    from pg_class t
    join pg_namespace n on n.oid = t.relnamespace
   where ${isRead("t", "n")}
   order by n.nspname, t.relname`;

/** One query, which reads no statistics: what differs from an earlier answer is to be read again. */
export function readKeys(original: Session): Promise<TableKey[]> {
  return jsonRows<TableKey>(original, sql, scopeOf(undefined));
}
