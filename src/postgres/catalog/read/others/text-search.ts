import { ownObject, userSchema } from "../scope.ts";

const object = (schema: string, name: string): string => `format('%I.%I', ${schema}, ${name})`;

export const textSearchConfigurations = `
  select c.oid::int8 as oid, 'text search configuration' as kind, 'pg_ts_config' as catalog,
         n.nspname::text as schema, c.cfgname::text as name, pg_get_userbyid(c.cfgowner)::text as owner, null::text[] as acl,
         json_build_object('parser', ${object("pn.nspname", "p.prsname")},
           'mapping', (select json_object_agg(m.alias, m.dictionaries order by m.alias) from (
              select t.alias, json_agg(${object("dn.nspname", "d.dictname")} order by m.mapseqno) as dictionaries
                from pg_ts_config_map m
                join lateral ts_token_type(c.cfgparser) t on t.tokid = m.maptokentype
                join pg_ts_dict d on d.oid = m.mapdict join pg_namespace dn on dn.oid = d.dictnamespace
               where m.mapcfg = c.oid group by t.alias) m)) as properties
    from pg_ts_config c join pg_namespace n on n.oid = c.cfgnamespace
    join pg_ts_parser p on p.oid = c.cfgparser join pg_namespace pn on pn.oid = p.prsnamespace
   where ${userSchema("n")} and ${ownObject("pg_ts_config", "c.oid")}`;

export const textSearchDictionaries = `
  select d.oid::int8, 'text search dictionary', 'pg_ts_dict', n.nspname::text, d.dictname::text, pg_get_userbyid(d.dictowner)::text, null::text[],
         json_build_object('template', ${object("tn.nspname", "t.tmplname")}, 'options', d.dictinitoption)
    from pg_ts_dict d join pg_namespace n on n.oid = d.dictnamespace
    join pg_ts_template t on t.oid = d.dicttemplate join pg_namespace tn on tn.oid = t.tmplnamespace
   where ${userSchema("n")} and ${ownObject("pg_ts_dict", "d.oid")}`;

export const textSearchParsers = `
  select p.oid::int8, 'text search parser', 'pg_ts_parser', n.nspname::text, p.prsname::text, null, null::text[],
         json_build_object('start', p.prsstart::regproc, 'token', p.prstoken::regproc, 'end', p.prsend::regproc,
           'headline', nullif(p.prsheadline::oid, 0)::regproc, 'types', p.prslextype::regproc)
    from pg_ts_parser p join pg_namespace n on n.oid = p.prsnamespace
   where ${userSchema("n")} and ${ownObject("pg_ts_parser", "p.oid")}`;

export const textSearchTemplates = `
  select t.oid::int8, 'text search template', 'pg_ts_template', n.nspname::text, t.tmplname::text, null, null::text[],
         json_build_object('init', nullif(t.tmplinit::oid, 0)::regproc, 'lexize', t.tmpllexize::regproc)
    from pg_ts_template t join pg_namespace n on n.oid = t.tmplnamespace
   where ${userSchema("n")} and ${ownObject("pg_ts_template", "t.oid")}`;
