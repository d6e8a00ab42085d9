import { ownObject, userMade } from "../scope.ts";

/** Options whose values are secrets, or may be: their names are told, their values are not. */
const secret = "(pass|secret|token|key|credential|auth)";

/** Options as an object, secrets blotted out. */
const options = (stored: string): string => `
  coalesce((select json_object_agg(o.name, case when o.name ~* '${secret}' then '(hidden)' else o.value end order by o.name)
     from (select split_part(x, '=', 1) as name, substr(x, strpos(x, '=') + 1) as value from unnest(${stored}) as x) o), '{}')`;

export const foreignDataWrappers = `
  select w.oid::int8 as oid, 'foreign data wrapper' as kind, 'pg_foreign_data_wrapper' as catalog,
         null::text as schema, w.fdwname::text as name, pg_get_userbyid(w.fdwowner)::text as owner, w.fdwacl::text[] as acl,
         json_build_object('handler', nullif(w.fdwhandler, 0)::regproc,
           'validator', nullif(w.fdwvalidator, 0)::regproc, 'options', ${options("w.fdwoptions")}) as properties
    from pg_foreign_data_wrapper w
   where ${userMade("w.oid")} and ${ownObject("pg_foreign_data_wrapper", "w.oid")}`;

export const foreignServers = `
  select s.oid::int8, 'foreign server', 'pg_foreign_server', null, s.srvname::text, pg_get_userbyid(s.srvowner)::text, s.srvacl::text[],
         json_build_object('wrapper', w.fdwname, 'type', s.srvtype, 'version', s.srvversion,
           'options', ${options("s.srvoptions")})
    from pg_foreign_server s join pg_foreign_data_wrapper w on w.oid = s.srvfdw
   where ${ownObject("pg_foreign_server", "s.oid")}`;

/** The view hides the options from whom they are none of the business. */
export const userMappings = `
  select m.umid::int8, 'user mapping', 'pg_user_mapping', null, format('%I on %I', m.usename, m.srvname), null, null::text[],
         json_build_object('server', m.srvname, 'options', ${options("m.umoptions")})
    from pg_user_mappings m`;
