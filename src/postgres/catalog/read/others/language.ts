import { ownObject, userMade, userSchema } from "../scope.ts";

export const languages = `
  select l.oid::int8 as oid, 'language' as kind, 'pg_language' as catalog, null::text as schema, l.lanname::text as name,
         pg_get_userbyid(l.lanowner)::text as owner, l.lanacl::text[] as acl,
         json_build_object('trusted', l.lanpltrusted, 'handler', nullif(l.lanplcallfoid, 0)::regproc,
           'inline', nullif(l.laninline, 0)::regproc, 'validator', nullif(l.lanvalidator, 0)::regproc) as properties
    from pg_language l where ${userMade("l.oid")} and ${ownObject("pg_language", "l.oid")}`;

export const transforms = `
  select t.oid::int8, 'transform', 'pg_transform', null, format('for %s language %I', format_type(t.trftype, null), l.lanname),
         null, null::text[],
         json_build_object('from', nullif(t.trffromsql::oid, 0)::regprocedure, 'to', nullif(t.trftosql::oid, 0)::regprocedure)
    from pg_transform t join pg_language l on l.oid = t.trflang
   where ${userMade("t.oid")} and ${ownObject("pg_transform", "t.oid")}`;

export const eventTriggers = `
  select e.oid::int8, 'event trigger', 'pg_event_trigger', null, e.evtname::text, pg_get_userbyid(e.evtowner)::text, null::text[],
         json_build_object('event', e.evtevent, 'function', e.evtfoid::regproc, 'enabled', e.evtenabled,
           'tags', (select json_agg(tag order by tag) from unnest(e.evttags) as tag))
    from pg_event_trigger e where ${ownObject("pg_event_trigger", "e.oid")}`;

/** ICU locale and rules have other columns, or none, before Postgres 17. */
export const collations = (version: number): string => `
  select c.oid::int8, 'collation', 'pg_collation', n.nspname::text, c.collname::text, pg_get_userbyid(c.collowner)::text, null::text[],
         json_build_object('provider', c.collprovider, 'deterministic', c.collisdeterministic,
           'encoding', c.collencoding, 'locale', ${locale(version)},
           'rules', ${version >= 160000 ? "c.collicurules" : "null"})
    from pg_collation c join pg_namespace n on n.oid = c.collnamespace
   where ${userSchema("n")} and ${ownObject("pg_collation", "c.oid")}`;

/** Where an ICU collation keeps its locale moved twice: collcollate, colliculocale (15), colllocale (17). */
function locale(version: number): string {
  if (version >= 170000) return "coalesce(c.colllocale, c.collcollate || ' ' || c.collctype)";
  if (version >= 150000) return "coalesce(c.colliculocale, c.collcollate || ' ' || c.collctype)";
  return "case when c.collprovider = 'i' then c.collcollate else c.collcollate || ' ' || c.collctype end";
}
