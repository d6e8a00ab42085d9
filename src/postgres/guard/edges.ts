import { deniedNames } from "./functions-denied.ts";
import { pinned } from "./pinned.ts";

/** The first oid that initdb does not give away. */
export const FIRST_USER_OID = 16384;

/** `exists` for: the object of this catalog is a member of an extension. */
export const memberOf = (
  catalog: string,
  oid: string,
): string => `exists (select from pg_catalog.pg_depend d
  where d.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass and d.objid = ${oid} and d.deptype = 'e')`;

const DENIED = deniedNames.map((name) => `'${name}'`).join(",");
const CHARS = (chars: string): string => `'{${chars}}'::pg_catalog."char"[]`;
const LIST = (parameter: number): string => `any ($${parameter}::pg_catalog.oid[])`;
const text = (column: string): string => `${column}::pg_catalog.text`;

/**
 * What objects lead to. Rows (kind, data): the oid of a relation (`r`), function (`f`), operator (`o`) or type (`t`); a stored
 * parse tree that is executed (`tree`) or of which the planner computes what is immutable (`planned`); a function to judge
 * (`function`) or a table over files (`files`) as JSON. $1 to $6: relations, functions, functions if immutable, operators,
 * operators if immutable, types.
 */
const RELATIONS = `
  select 'tree' as kind, ${text("w.ev_action")} as data
    from pg_catalog.pg_rewrite w join pg_catalog.pg_class c on c.oid = w.ev_class
    where w.ev_class = ${LIST(1)} and c.relkind = 'v'
  union all select 'tree', ${text("p.polqual")} from pg_catalog.pg_policy p join pg_catalog.pg_class c on c.oid = p.polrelid
    where p.polrelid = ${LIST(1)} and c.relrowsecurity and p.polcmd = any (${CHARS("*,r")}) and p.polqual is not null
  union all select 'tree', ${text("d.adbin")} from pg_catalog.pg_attribute a
    join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = ${LIST(1)} and a.attgenerated = 'v'
  union all select 'planned', pg_catalog.concat(${text("i.indexprs")}, ${text("i.indpred")}) from pg_catalog.pg_index i
    where i.indrelid = ${LIST(1)} and (i.indexprs is not null or i.indpred is not null)
  union all select 'planned', ${text("k.conbin")} from pg_catalog.pg_constraint k
    where k.conrelid = ${LIST(1)} and k.conbin is not null
  union all select 'planned', ${text("p.partexprs")} from pg_catalog.pg_partitioned_table p
    where p.partrelid = ${LIST(1)} and p.partexprs is not null
  union all select 'planned', ${text("s.stxexprs")} from pg_catalog.pg_statistic_ext s
    where s.stxrelid = ${LIST(1)} and s.stxexprs is not null
  union all select 'r', ${text("h.inhrelid")} from pg_catalog.pg_inherits h where h.inhparent = ${LIST(1)}
  union all select 't', ${text("a.atttypid")} from pg_catalog.pg_attribute a
    where a.attrelid = ${LIST(1)} and a.atttypid >= ${FIRST_USER_OID}
  union all select 'files', ${text("c.oid::pg_catalog.regclass")} from pg_catalog.pg_foreign_table f
    join pg_catalog.pg_class c on c.oid = f.ftrelid join pg_catalog.pg_foreign_server s on s.oid = f.ftserver
    join pg_catalog.pg_foreign_data_wrapper w on w.oid = s.srvfdw join pg_catalog.pg_proc h on h.oid = w.fdwhandler
    where f.ftrelid = ${LIST(1)} and h.prosrc = 'file_fdw_handler'`;

/** Of functions that are shipped, only what is volatile or denied. A function in C under another name leads to its twin. */
const FUNCTIONS = `
  select 'function' as kind, pg_catalog.row_to_json(x)::pg_catalog.text as data from (
    select p.oid, ${text("n.nspname")} as schema, ${text("p.proname")} as name,
      p.oid < ${FIRST_USER_OID} or ${memberOf("pg_proc", "p.oid")} as shipped, ${text("p.provolatile")} as volatility,
      p.prokind = 'a' as aggregate, ${text("l.lanname")} as language, p.prosrc as source,
      ${text("p.prosqlbody")} as body, ${text("p.proargdefaults")} as defaults,
      pg_catalog.array_append(coalesce(p.proallargtypes, p.proargtypes::pg_catalog.oid[]), p.prorettype) as types,
      p.prosecdef as definer, pg_catalog.pg_get_userbyid(p.proowner)::pg_catalog.text as owner, p.proconfig as settings,
      case when l.lanname = 'plpgsql' and p.oid >= ${FIRST_USER_OID} then pg_catalog.pg_get_functiondef(p.oid) end as definition,
      case when p.oid >= ${FIRST_USER_OID} and p.prokind <> 'a' and p.prolang = any ('{12,13}'::pg_catalog.oid[])
        then array(select q.oid from pg_catalog.pg_proc q where q.prolang = p.prolang and q.prosrc = p.prosrc
          and q.oid <> p.oid and (p.probin is null or p.probin = q.probin)) end as twins
    from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
      join pg_catalog.pg_language l on l.oid = p.prolang
    where (p.oid = ${LIST(2)} or (p.oid = ${LIST(3)} and p.provolatile = 'i')) and (p.oid >= ${FIRST_USER_OID}
      or p.provolatile = 'v' or p.proname = any (array[${DENIED}]::pg_catalog.name[]))) x
  union all select 'f', ${text("u.oid")} from pg_catalog.pg_aggregate a, lateral pg_catalog.unnest(array[a.aggtransfn, a.aggfinalfn,
      a.aggcombinefn, a.aggserialfn, a.aggdeserialfn, a.aggmtransfn, a.aggminvtransfn, a.aggmfinalfn]::pg_catalog.oid[]) as u(oid)
    where a.aggfnoid = ${LIST(2)} and a.aggfnoid >= ${FIRST_USER_OID} and not ${memberOf("pg_proc", "a.aggfnoid")}`;

const OPERATORS = `
  select 'f' as kind, o.oprcode::pg_catalog.oid::pg_catalog.text as data from pg_catalog.pg_operator o
    where o.oid = ${LIST(4)} or (o.oid = ${LIST(5)} and exists (
      select from pg_catalog.pg_proc p where p.oid = o.oprcode and p.provolatile = 'i'))`;

const TYPES = `
  select u.kind, u.data from pg_catalog.pg_type t, lateral (values ('t', ${text("t.typbasetype")}), ('t', ${text("t.typelem")}),
      ('r', ${text("t.typrelid")})) as u(kind, data) where t.oid = ${LIST(6)}
  union all select 'tree', ${text("k.conbin")} from pg_catalog.pg_constraint k
    where k.contypid = ${LIST(6)} and k.conbin is not null
  union all select u.kind, u.data from pg_catalog.pg_range g, lateral (values ('t', ${text("g.rngsubtype")}),
      ('f', g.rngcanonical::pg_catalog.oid::pg_catalog.text), ('f', g.rngsubdiff::pg_catalog.oid::pg_catalog.text)) as u(kind, data)
    where g.rngtypid = ${LIST(6)} or g.rngmultitypid = ${LIST(6)}
  union all select 'f', ${text("k.castfunc")} from pg_catalog.pg_cast k
    where k.castsource = ${LIST(6)} or k.casttarget = ${LIST(6)}
  union all select 'f', m.amproc::pg_catalog.oid::pg_catalog.text from pg_catalog.pg_amproc m
    where m.amproclefttype = ${LIST(6)} or m.amprocrighttype = ${LIST(6)}`;

/** Oids by class; `fi` and `oi` count only when what they name is immutable. */
export type Frontier = Readonly<Record<"r" | "f" | "fi" | "o" | "oi" | "t", ReadonlySet<number>>>;

/** One query for what the frontier leads to, made of the parts for the classes in it. */
export function edgesOf(
  frontier: Frontier,
): readonly [sql: string, lists: readonly ReadonlySet<number>[]] {
  const { r, f, fi, o, oi, t } = frontier;
  const parts = [
    r.size > 0 ? RELATIONS : "",
    f.size + fi.size > 0 ? FUNCTIONS : "",
    o.size + oi.size > 0 ? OPERATORS : "",
    t.size > 0 ? TYPES : "",
  ].filter((part) => part !== "");
  const all = [r, f, fi, o, oi, t];
  const used: ReadonlySet<number>[] = [];
  const sql = parts.join(" union all ").replaceAll(/\$(\d)/g, (_, digit) => {
    return `$${used.push(all[Number(digit) - 1] ?? new Set())}`;
  });
  return [pinned(sql), used];
}
