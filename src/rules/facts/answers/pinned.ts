import type { Session } from "../../../core/session.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";

/**
 * Columns on which something hangs that a change of type refuses, or carries over as text: views, policies, triggers, checks, foreign
 * keys, generated columns, statistics, publications, partition keys, and indexes that are more than a list of columns.
 */
const pinned = `
  select distinct pg_catalog.format('%I.%I.%I', n.nspname, c.relname, a.attname) as name
    from pg_catalog.pg_attribute a
    join pg_catalog.pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'p', 'f')
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
   where a.attnum > 0 and not a.attisdropped and (
         exists (select from pg_catalog.pg_depend d
                  where d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = a.attrelid and d.refobjsubid = a.attnum
                    and (d.classid in ('pg_catalog.pg_rewrite'::pg_catalog.regclass, 'pg_catalog.pg_policy'::pg_catalog.regclass,
                                       'pg_catalog.pg_trigger'::pg_catalog.regclass, 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass,
                                       'pg_catalog.pg_publication_rel'::pg_catalog.regclass, 'pg_catalog.pg_proc'::pg_catalog.regclass)
                     or d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
                        and exists (select from pg_catalog.pg_constraint k where k.oid = d.objid and k.contype in ('c', 'f', 'x'))
                     or d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass
                        and exists (select from pg_catalog.pg_attrdef f where f.oid = d.objid and f.adnum <> a.attnum)
                     or d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                        and exists (select from pg_catalog.pg_index i where i.indexrelid = d.objid
                                       and (i.indexprs is not null or i.indpred is not null))))
         or exists (select from pg_catalog.pg_partitioned_table p
                     where p.partrelid = a.attrelid and (a.attnum = any (p.partattrs) or p.partexprs is not null))
         or exists (select from pg_catalog.pg_inherits h where h.inhrelid = a.attrelid))`;

export async function readPinned(session: Session): Promise<Set<string>> {
  const rows = await jsonRows<{ name: string }>(session, pinned);
  return new Set(rows.map(({ name }) => name));
}
