import { ownObject, userMade, userSchema } from "../scope.ts";

export const operators = `
  select o.oid::int8 as oid, 'operator' as kind, 'pg_operator' as catalog, n.nspname::text as schema,
         format('%s (%s, %s)', o.oprname,
           case when o.oprleft = 0 then 'none' else format_type(o.oprleft, null) end,
           format_type(o.oprright, null)) as name,
         pg_get_userbyid(o.oprowner)::text as owner, null::text[] as acl,
         json_build_object('function', o.oprcode::regproc, 'result', format_type(o.oprresult, null),
           'commutator', nullif(o.oprcom, 0)::regoperator, 'negator', nullif(o.oprnegate, 0)::regoperator,
           'restrict', nullif(o.oprrest::oid, 0)::regproc, 'join', nullif(o.oprjoin::oid, 0)::regproc,
           'merges', o.oprcanmerge, 'hashes', o.oprcanhash) as properties
    from pg_operator o join pg_namespace n on n.oid = o.oprnamespace
   where ${userSchema("n")} and ${ownObject("pg_operator", "o.oid")}`;

const members = (family: string): string => `
  'operators', (select json_agg(format('%s %s%s', a.amopstrategy, a.amopopr::regoperator,
                        case when a.amopsortfamily <> 0 then ' for order by' else '' end)
                        order by a.amopstrategy, a.amopopr::regoperator::text)
                  from pg_amop a where a.amopfamily = ${family}),
  'functions', (select json_agg(format('%s (%s, %s) %s', a.amprocnum, format_type(a.amproclefttype, null),
                        format_type(a.amprocrighttype, null), a.amproc::regprocedure)
                        order by a.amprocnum, a.amproc::regprocedure::text)
                  from pg_amproc a where a.amprocfamily = ${family})`;

export const operatorFamilies = `
  select f.oid::int8, 'operator family', 'pg_opfamily', n.nspname::text, format('%s using %s', f.opfname, m.amname),
         pg_get_userbyid(f.opfowner)::text, null::text[], json_build_object('method', m.amname, ${members("f.oid")})
    from pg_opfamily f join pg_namespace n on n.oid = f.opfnamespace join pg_am m on m.oid = f.opfmethod
   where ${userSchema("n")} and ${ownObject("pg_opfamily", "f.oid")}`;

export const operatorClasses = `
  select c.oid::int8, 'operator class', 'pg_opclass', n.nspname::text, format('%s using %s', c.opcname, m.amname),
         pg_get_userbyid(c.opcowner)::text, null::text[],
         json_build_object('method', m.amname, 'type', format_type(c.opcintype, null), 'default', c.opcdefault,
           'stored', case when c.opckeytype <> 0 then format_type(c.opckeytype, null) end,
           'family', (select format('%I.%I', fn.nspname, f.opfname) from pg_opfamily f
                        join pg_namespace fn on fn.oid = f.opfnamespace where f.oid = c.opcfamily))
    from pg_opclass c join pg_namespace n on n.oid = c.opcnamespace join pg_am m on m.oid = c.opcmethod
   where ${userSchema("n")} and ${ownObject("pg_opclass", "c.oid")}`;

/** Left out: the casts from range types to their multiranges. */
export const casts = `
  select c.oid::int8, 'cast', 'pg_cast', null, format('%s as %s', format_type(c.castsource, null), format_type(c.casttarget, null)),
         null, null::text[],
         json_build_object('function', nullif(c.castfunc, 0)::regprocedure, 'context', c.castcontext, 'method', c.castmethod)
    from pg_cast c
   where ${userMade("c.oid")} and ${ownObject("pg_cast", "c.oid")}
     and not exists (select from pg_depend i where i.classid = 'pg_cast'::regclass and i.objid = c.oid and i.deptype = 'i')`;

export const conversions = `
  select c.oid::int8, 'conversion', 'pg_conversion', n.nspname::text, c.conname::text, pg_get_userbyid(c.conowner)::text, null::text[],
         json_build_object('from', pg_encoding_to_char(c.conforencoding), 'to', pg_encoding_to_char(c.contoencoding),
           'function', c.conproc::regproc, 'default', c.condefault)
    from pg_conversion c join pg_namespace n on n.oid = c.connamespace
   where ${userSchema("n")} and ${ownObject("pg_conversion", "c.oid")}`;

export const accessMethods = `
  select m.oid::int8, 'access method', 'pg_am', null, m.amname::text, null, null::text[],
         json_build_object('handler', m.amhandler::regproc, 'type', m.amtype)
    from pg_am m where ${userMade("m.oid")} and ${ownObject("pg_am", "m.oid")}`;
