import type { Session } from "../../core/session.ts";
import { jsonRows } from "../../postgres/catalog/read/source.ts";

/** What a policy reads, as Postgres keeps it (`pg_depend`): built-in functions are not kept. */
export interface PolicyReads {
  readonly table: string;
  readonly policy: string;
  /** Columns of its own table and of others: `public.tasks`, `tenant_id`. */
  readonly columns: readonly { readonly table: string; readonly column: string }[];
  readonly functions: readonly PolicyFunction[];
}

/** A function that is no Postgres's own. */
export interface PolicyFunction {
  readonly schema: string;
  readonly name: string;
  readonly identity: string;
  readonly result: string;
  readonly language: string;
  readonly volatility: "i" | "s" | "v";
  /** Of the extension that it belongs to. */
  readonly extension: string | null;
}

/** A view, or materialized view, and a table that it reads, directly or through other views. */
export interface ViewReads {
  readonly view: string;
  readonly table: string;
  /** Views on the way whose owner the table is read as: the innermost, without `security_invoker`. */
  readonly owner: string;
}

const policyReads = `
  select pg_catalog.format('%I.%I', n.nspname, c.relname) as table, p.polname as policy,
         coalesce((select pg_catalog.json_agg(distinct pg_catalog.jsonb_build_object(
                'table', pg_catalog.format('%I.%I', rn.nspname, rc.relname), 'column', a.attname))
            from pg_catalog.pg_depend d
            join pg_catalog.pg_class rc on rc.oid = d.refobjid
            join pg_catalog.pg_namespace rn on rn.oid = rc.relnamespace
            join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
           where d.classid = 'pg_catalog.pg_policy'::regclass and d.objid = p.oid
             and d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjsubid > 0), '[]') as columns,
         coalesce((select pg_catalog.json_agg(distinct pg_catalog.jsonb_build_object(
                'schema', fn.nspname, 'name', f.proname, 'identity', pg_catalog.pg_get_function_identity_arguments(f.oid),
                'result', pg_catalog.pg_get_function_result(f.oid), 'language', l.lanname, 'volatility', f.provolatile,
                'extension', (select e.extname from pg_catalog.pg_depend m join pg_catalog.pg_extension e on e.oid = m.refobjid
                   where m.classid = 'pg_catalog.pg_proc'::regclass and m.objid = f.oid and m.deptype = 'e')))
            from pg_catalog.pg_depend d
            join pg_catalog.pg_proc f on f.oid = d.refobjid
            join pg_catalog.pg_namespace fn on fn.oid = f.pronamespace
            join pg_catalog.pg_language l on l.oid = f.prolang
           where d.classid = 'pg_catalog.pg_policy'::regclass and d.objid = p.oid
             and d.refclassid = 'pg_catalog.pg_proc'::regclass), '[]') as functions
    from pg_catalog.pg_policy p
    join pg_catalog.pg_class c on c.oid = p.polrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
   where n.nspname !~ '^pg_'
   order by 1, 2`;

/** A view with security_invoker passes on who asks; one without reads as its owner, whatever is above it. */
const viewReads = `
  with recursive reads (view, kind, relation, owner) as (
    select r.ev_class, v.relkind, d.refobjid, v.relowner
      from pg_catalog.pg_rewrite r
      join pg_catalog.pg_class v on v.oid = r.ev_class and v.relkind in ('v', 'm')
      join pg_catalog.pg_namespace n on n.oid = v.relnamespace and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
      join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::regclass and d.objid = r.oid
       and d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid <> r.ev_class
     where r.rulename = '_RETURN'
       and (v.relkind = 'm' or not coalesce(v.reloptions::text[] && '{security_invoker=true,security_invoker=on,security_invoker=1,security_invoker=yes}', false))
  ), deep (view, relation, owner) as (
    select view, relation, owner from reads
    union
    select deep.view, d.refobjid,
           case when coalesce(v.reloptions::text[] && '{security_invoker=true,security_invoker=on,security_invoker=1,security_invoker=yes}', false)
                then deep.owner else v.relowner end
      from deep
      join pg_catalog.pg_class v on v.oid = deep.relation and v.relkind in ('v', 'm')
      join pg_catalog.pg_rewrite r on r.ev_class = v.oid and r.rulename = '_RETURN'
      join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::regclass and d.objid = r.oid
       and d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid <> r.ev_class
  )
  select distinct pg_catalog.format('%I.%I', vn.nspname, v.relname) as view, pg_catalog.format('%I.%I', tn.nspname, t.relname) as table,
         pg_catalog.pg_get_userbyid(deep.owner) as owner
    from deep
    join pg_catalog.pg_class v on v.oid = deep.view
    join pg_catalog.pg_namespace vn on vn.oid = v.relnamespace
    join pg_catalog.pg_class t on t.oid = deep.relation and t.relkind in ('r', 'p')
    join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
   order by 1, 2`;

export interface Dependencies {
  readonly policyReads: readonly PolicyReads[];
  readonly views: readonly ViewReads[];
  /** Names of extensions that can be moved to another schema. */
  readonly relocatable: ReadonlySet<string>;
}

const relocatable = "select extname as name from pg_catalog.pg_extension where extrelocatable";

export async function readDependencies(session: Session): Promise<Dependencies> {
  const movable = await jsonRows<{ readonly name: string }>(session, relocatable);
  return {
    policyReads: await jsonRows<PolicyReads>(session, policyReads),
    views: await jsonRows<ViewReads>(session, viewReads),
    relocatable: new Set(movable.map(({ name }) => name)),
  };
}
