import type { ObjectName } from "../model/common.ts";
import type { Routine } from "../model/routine.ts";
import { grantsOf } from "./grants.ts";
import { oneOf, userSchema, type Only } from "./scope.ts";
import type { Source } from "./source.ts";
import { compare, word } from "./words.ts";

interface Row
  extends
    ObjectName,
    Pick<
      Routine,
      "identity" | "arguments" | "result" | "language" | "strict" | "leakproof" | "cost" | "rows"
    > {
  readonly oid: number;
  readonly owner: string;
  readonly acl: string[] | null;
  readonly kind: string;
  readonly volatility: string;
  readonly security_definer: boolean;
  readonly parallel: string;
  readonly support: string | null;
  readonly settings: string[] | null;
  readonly transforms: string[] | null;
  readonly source: string;
  readonly library: string | null;
  readonly sql_body: string | null;
  readonly definition: string | null;
  readonly aggregate: Record<string, unknown> | null;
}

const proc = (column: string): string => `nullif(g.${column}::oid, 0)::regproc`;

/** `extra` and `modify` decide about arguments of the final functions; `initial` values are text in Postgres too. */
const aggregate = `
  select json_build_object(
           'kind', g.aggkind, 'directArguments', g.aggnumdirectargs, 'transition', ${proc("aggtransfn")},
           'final', ${proc("aggfinalfn")}, 'combine', ${proc("aggcombinefn")},
           'serialize', ${proc("aggserialfn")}, 'deserialize', ${proc("aggdeserialfn")},
           'movingTransition', ${proc("aggmtransfn")}, 'movingInverse', ${proc("aggminvtransfn")},
           'movingFinal', ${proc("aggmfinalfn")}, 'finalExtra', g.aggfinalextra,
           'movingFinalExtra', g.aggmfinalextra, 'finalModify', g.aggfinalmodify,
           'movingFinalModify', g.aggmfinalmodify, 'sort', nullif(g.aggsortop, 0)::regoperator,
           'state', format_type(g.aggtranstype, null), 'stateSize', g.aggtransspace,
           'movingState', case when g.aggmtranstype <> 0 then format_type(g.aggmtranstype, null) end,
           'movingStateSize', g.aggmtransspace, 'initial', g.agginitval,
           'movingInitial', g.aggminitval)
    from pg_aggregate g where g.aggfnoid = p.oid`;

/** Left out besides members of extensions: the constructors that a range type brings along. */
const sql = (only: Only): string => `
  select p.oid::int8, n.nspname as schema, p.proname as name, pg_get_userbyid(p.proowner) as owner,
         p.proacl::text[] as acl, p.prokind as kind,
         pg_get_function_identity_arguments(p.oid) as identity,
         pg_get_function_arguments(p.oid) as arguments, pg_get_function_result(p.oid) as result,
         (select lanname from pg_language where oid = p.prolang) as language,
         p.provolatile as volatility, p.proisstrict as strict, p.prosecdef as security_definer,
         p.proleakproof as leakproof, p.proparallel as parallel, p.procost as cost, p.prorows as rows,
         nullif(p.prosupport::oid, 0)::regproc as support, p.proconfig as settings,
         (select json_agg(format_type(x, null)) from unnest(p.protrftypes) as x) as transforms,
         p.prosrc as source, p.probin as library, pg_get_function_sqlbody(p.oid) as sql_body,
         case when p.prokind <> 'a' then pg_get_functiondef(p.oid) end as definition,
         case when p.prokind = 'a' then (${aggregate}) end as aggregate
    from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
   where ${only === null ? own : oneOf("p.oid", only.routines)}`;

const own = `${userSchema("n")}
     and not exists (select from pg_depend e where e.classid = 'pg_proc'::regclass
                      and e.objid = p.oid and e.deptype in ('e', 'i'))`;

export async function readRoutines(source: Source): Promise<Routine[]> {
  const rows = await source.rows<Row>(sql(source.only));
  return rows
    .map((row) => routine(source, row))
    .sort(
      (a, b) =>
        compare(a.schema, b.schema) || compare(a.name, b.name) || compare(a.identity, b.identity),
    );
}

function routine(source: Source, row: Row): Routine {
  return {
    schema: row.schema,
    name: row.name,
    kind: word(row.kind, kinds),
    identity: row.identity,
    arguments: row.arguments,
    result: row.result,
    language: row.language,
    volatility: word(row.volatility, volatilities),
    strict: row.strict,
    securityDefiner: row.security_definer,
    leakproof: row.leakproof,
    parallel: word(row.parallel, parallels),
    cost: row.cost,
    rows: row.rows,
    support: row.support,
    settings: row.settings ?? [],
    transforms: row.transforms ?? [],
    source: row.sql_body === null && row.aggregate === null ? row.source : "",
    library: row.library,
    sqlBody: row.sql_body,
    definition: row.definition,
    aggregate: row.aggregate,
    owner: row.owner,
    grants: grantsOf(row.acl, "routine", row.owner, source.version),
    comment: source.comments.on("pg_proc", row.oid),
  };
}

const kinds: Readonly<Record<string, Routine["kind"]>> = {
  f: "function",
  p: "procedure",
  a: "aggregate",
  w: "window function",
};

const volatilities: Readonly<Record<string, Routine["volatility"]>> = {
  i: "immutable",
  s: "stable",
  v: "volatile",
};

const parallels: Readonly<Record<string, Routine["parallel"]>> = {
  s: "safe",
  r: "restricted",
  u: "unsafe",
};
