import type { Session } from "../../core/session.ts";
import { deniedNames } from "./functions-denied.ts";
import { pinned } from "./pinned.ts";
import { FIRST_USER_OID, type Candidate } from "./resolve.ts";

/** A function that reading some objects may run, or (kind `foreign`) a table that lies in files of the server. */
export interface Reached {
  readonly kind: "function" | "foreign";
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  readonly arguments: string;
  readonly shipped: boolean;
  readonly volatility: "i" | "s" | "v";
  readonly aggregate: boolean;
  readonly language: string;
  /** The text of the body. */
  readonly source: string;
  /** The body was parsed when the function was made (BEGIN ATOMIC): what it uses is reached by itself. */
  readonly parsed: boolean;
  /** Such a body holds INSERT, UPDATE, DELETE or MERGE. */
  readonly writes: boolean;
  readonly definer: boolean;
  readonly owner: string;
  readonly settings: readonly string[] | null;
  /** CREATE FUNCTION, for PL/pgSQL. */
  readonly definition: string | null;
}

const DENIED = deniedNames.map((name) => `'${name}'`).join(",");

/** Fields of a stored parse tree that hold the oid of a function, a relation, an operator or a type. */
const REFERENCES =
  ":(funcid|aggfnoid|winfnoid|tsmhandler|relid|opno|eqop|sortop|[a-z]*type|[a-z]*typeid) ([0-9]+)";
const LISTS = ":(opnos|coltypes|funccoltypes|ctecoltypes) \\(o ([0-9 ]+)\\)";

/** Rows (class, oid) of what a stored tree refers to. */
const refs = (tree: string): string => `
  select case when m.x[1] = any ('{funcid,aggfnoid,winfnoid,tsmhandler}'::pg_catalog.text[]) then 'f'
      when m.x[1] = 'relid' then 'r'
      when m.x[1] = any ('{opno,eqop,sortop,opnos}'::pg_catalog.text[]) then 'o' else 't' end as class,
    u.oid::pg_catalog.oid as oid
  from (select pg_catalog.regexp_matches(${tree}, '${REFERENCES}', 'g') as x
    union all select pg_catalog.regexp_matches(${tree}, '${LISTS}', 'g')) m,
    pg_catalog.regexp_split_to_table(m.x[2], ' ') as u(oid)`;

/**
 * The objects that Postgres runs or reads when it reads the given ones: through views, policies, virtual columns, children,
 * column types, domains, casts, operators, aggregates and bodies that are stored parsed. The planner also computes what is
 * immutable in index expressions and constraints of a table.
 */
const REACH = pinned(`
  with recursive reach(class, oid) as (
    select s.class, s.oid from pg_catalog.json_to_recordset($1::pg_catalog.json) as s(class pg_catalog.text, oid pg_catalog.oid)
    union
    select e.class, e.oid from reach r, lateral (
      select x.class, x.oid from (
        select w.ev_action::pg_catalog.text as tree
          from pg_catalog.pg_rewrite w join pg_catalog.pg_class c on c.oid = w.ev_class
          where r.class = 'r' and w.ev_class = r.oid and c.relkind = 'v'
        union all select p.polqual::pg_catalog.text
          from pg_catalog.pg_policy p join pg_catalog.pg_class c on c.oid = p.polrelid
          where r.class = 'r' and p.polrelid = r.oid and c.relrowsecurity and p.polcmd = any ('{*,r}'::pg_catalog."char"[])
        union all select d.adbin::pg_catalog.text
          from pg_catalog.pg_attrdef d join pg_catalog.pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
          where r.class = 'r' and d.adrelid = r.oid and a.attgenerated = 'v'
        union all select p.prosqlbody::pg_catalog.text from pg_catalog.pg_proc p where r.class = 'f' and p.oid = r.oid
        union all select p.proargdefaults::pg_catalog.text from pg_catalog.pg_proc p where r.class = 'f' and p.oid = r.oid
        union all select k.conbin::pg_catalog.text from pg_catalog.pg_constraint k where r.class = 't' and k.contypid = r.oid
      ) trees, lateral (${refs("trees.tree")}) x
      union all
      select x.class, x.oid from (
        select i.indexprs::pg_catalog.text as tree from pg_catalog.pg_index i where r.class = 'r' and i.indrelid = r.oid
        union all select i.indpred::pg_catalog.text from pg_catalog.pg_index i where r.class = 'r' and i.indrelid = r.oid
        union all select k.conbin::pg_catalog.text from pg_catalog.pg_constraint k where r.class = 'r' and k.conrelid = r.oid
        union all select p.partexprs::pg_catalog.text from pg_catalog.pg_partitioned_table p where r.class = 'r' and p.partrelid = r.oid
        union all select s.stxexprs::pg_catalog.text from pg_catalog.pg_statistic_ext s where r.class = 'r' and s.stxrelid = r.oid
      ) trees, lateral (${refs("trees.tree")}) x
      where (x.class = 'f' and exists (select from pg_catalog.pg_proc p where p.oid = x.oid and p.provolatile = 'i'))
        or (x.class = 'o' and exists (select from pg_catalog.pg_operator o join pg_catalog.pg_proc p on p.oid = o.oprcode
          where o.oid = x.oid and p.provolatile = 'i'))
      union all select 'r', h.inhrelid from pg_catalog.pg_inherits h where r.class = 'r' and h.inhparent = r.oid
      union all select 't', a.atttypid from pg_catalog.pg_attribute a where r.class = 'r' and a.attrelid = r.oid
      union all select 'f', o.oprcode from pg_catalog.pg_operator o where r.class = 'o' and o.oid = r.oid
      union all select 'f', u.oid from pg_catalog.pg_aggregate a, lateral (values (a.aggtransfn), (a.aggfinalfn),
          (a.aggcombinefn), (a.aggserialfn), (a.aggdeserialfn), (a.aggmtransfn), (a.aggminvtransfn), (a.aggmfinalfn)) as u(oid)
          where r.class = 'f' and a.aggfnoid = r.oid
      union all select 't', u.oid from pg_catalog.pg_proc p, lateral pg_catalog.unnest(
          pg_catalog.array_append(coalesce(p.proallargtypes, p.proargtypes::pg_catalog.oid[]), p.prorettype)) as u(oid)
          where r.class = 'f' and p.oid = r.oid
      union all select 'f', q.oid from pg_catalog.pg_proc p join pg_catalog.pg_proc q on q.prosrc = p.prosrc and q.prolang = p.prolang
          where r.class = 'f' and p.oid = r.oid and p.oid >= ${FIRST_USER_OID} and p.prolang = any ('{12,13}'::pg_catalog.oid[])
            and p.prokind <> 'a' and (p.prolang = 12 or q.probin = p.probin)
      union all select u.class, u.oid from pg_catalog.pg_type t, lateral (values ('t', t.typbasetype), ('t', t.typelem),
          ('r', t.typrelid)) as u(class, oid) where r.class = 't' and t.oid = r.oid
      union all select u.class, u.oid from pg_catalog.pg_range g, lateral (values ('t', g.rngsubtype),
          ('f', g.rngcanonical::pg_catalog.oid), ('f', g.rngsubdiff::pg_catalog.oid)) as u(class, oid)
          where r.class = 't' and (g.rngtypid = r.oid or g.rngmultitypid = r.oid)
      union all select 'f', k.castfunc from pg_catalog.pg_cast k
          where r.class = 't' and (k.castsource = r.oid or k.casttarget = r.oid)
      union all select 'f', m.amproc::pg_catalog.oid from pg_catalog.pg_amproc m
          where r.class = 't' and (m.amproclefttype = r.oid or m.amprocrighttype = r.oid)
    ) e where e.oid >= ${FIRST_USER_OID} or (e.class = 'f' and e.oid <> 0)
  ), judged as (
    select p.*, p.oid < ${FIRST_USER_OID} or exists (select from pg_catalog.pg_depend d
      where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = p.oid and d.deptype = 'e') as shipped
    from reach r join pg_catalog.pg_proc p on p.oid = r.oid where r.class = 'f'
  )
  select 'function' as kind, p.oid::pg_catalog.int8, n.nspname::pg_catalog.text as schema, p.proname::pg_catalog.text as name,
    pg_catalog.pg_get_function_identity_arguments(p.oid) as arguments, p.shipped,
    p.provolatile::pg_catalog.text as volatility, p.prokind = 'a' as aggregate, l.lanname::pg_catalog.text as language,
    p.prosrc as source, p.prosqlbody is not null as parsed,
    coalesce(p.prosqlbody::pg_catalog.text ~ ':commandType [2-6]', false) as writes,
    p.prosecdef as definer, pg_catalog.pg_get_userbyid(p.proowner)::pg_catalog.text as owner, p.proconfig as settings,
    case when l.lanname = 'plpgsql' and not p.shipped then pg_catalog.pg_get_functiondef(p.oid) end as definition
  from judged p join pg_catalog.pg_namespace n on n.oid = p.pronamespace join pg_catalog.pg_language l on l.oid = p.prolang
  where not p.shipped or p.provolatile = 'v' or p.proname = any (array[${DENIED}]::pg_catalog.name[])
  union all
  select 'foreign', c.oid::pg_catalog.int8, n.nspname::pg_catalog.text, c.relname::pg_catalog.text, '', false, 'v', false,
    '', h.prosrc, false, false, false, '', null, null
  from reach r join pg_catalog.pg_class c on c.oid = r.oid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    join pg_catalog.pg_foreign_table f on f.ftrelid = c.oid join pg_catalog.pg_foreign_server s on s.oid = f.ftserver
    join pg_catalog.pg_foreign_data_wrapper w on w.oid = s.srvfdw join pg_catalog.pg_proc h on h.oid = w.fdwhandler
  where r.class = 'r' and h.prosrc = 'file_fdw_handler'`);

/** Everything behind the candidates that has to be judged. One round trip. */
export function reach(session: Session, candidates: readonly Candidate[]): Promise<Reached[]> {
  const seeds = candidates.map((candidate) => ({ class: candidate.class, oid: candidate.oid }));
  return session.query<Reached & Record<string, unknown>>(REACH, [JSON.stringify(seeds)]);
}
