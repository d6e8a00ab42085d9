import { ownObject } from "../scope.ts";

/** Tables with their column lists and row filters, and whole schemas, from Postgres 15 on; generated columns from 18 on. */
export const publications = (version: number): string => `
  select p.oid::int8 as oid, 'publication' as kind, 'pg_publication' as catalog, null::text as schema, p.pubname::text as name,
         pg_get_userbyid(p.pubowner)::text as owner, null::text[] as acl,
         json_build_object('allTables', p.puballtables, 'insert', p.pubinsert, 'update', p.pubupdate,
           'delete', p.pubdelete, 'truncate', p.pubtruncate, 'viaRoot', p.pubviaroot,
           'generated', ${version >= 180000 ? "nullif(p.pubgencols, 'n')" : "null"},
           'schemas', ${version >= 150000 ? schemas : "null"},
           'tables', (select json_agg(json_build_object('table', format('%I.%I', n.nspname, c.relname),
                        'columns', ${version >= 150000 ? columns : "null"},
                        'where', ${version >= 150000 ? "pg_get_expr(r.prqual, r.prrelid)" : "null"})
                        order by n.nspname, c.relname)
                        from pg_publication_rel r join pg_class c on c.oid = r.prrelid
                        join pg_namespace n on n.oid = c.relnamespace where r.prpubid = p.oid)) as properties
    from pg_publication p where ${ownObject("pg_publication", "p.oid")}`;

const schemas = `(select json_agg(n.nspname order by n.nspname) from pg_publication_namespace x
  join pg_namespace n on n.oid = x.pnnspid where x.pnpubid = p.oid)`;

const columns = `(select json_agg(a.attname order by a.attname) from unnest(r.prattrs::int2[]) as k(number)
  join pg_attribute a on a.attrelid = r.prrelid and a.attnum = k.number)`;

/** The connection string is nobody's to read. */
export const subscriptions = `
  select s.oid::int8, 'subscription', 'pg_subscription', null, s.subname::text, pg_get_userbyid(s.subowner)::text, null::text[],
         json_build_object('enabled', s.subenabled, 'slot', s.subslotname,
           'publications', (select json_agg(x order by x) from unnest(s.subpublications) as x))
    from pg_subscription s
   where s.subdbid = (select oid from pg_database where datname = current_database())`;
