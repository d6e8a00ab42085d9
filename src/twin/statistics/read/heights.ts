import type { Session } from "../../../core/session.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";
import { qualified } from "../../../sql/quote.ts";
import type { RelationStatistics } from "../types.ts";
import { askEach } from "./ask.ts";
import { keyAt } from "./key.ts";
import { isRead } from "./scope.ts";

/** Below, a btree has one level above its leaves, unless its keys are very wide. */
const SMALL = 30;
/** `DEFAULT_PAGE_CPU_MULTIPLIER`: operators that looking at a page costs. */
const PAGE_OPERATORS = 50;

/** A statement that wants the rows in the order of the index alone. */
const sql = `
  select n.nspname as schema, c.relname as name,
         format('explain (format json) select from only %I.%I%s order by %s', n.nspname, t.relname,
           ' where ' || pg_get_expr(i.indpred, i.indrelid),
           (select string_agg(${keyAt("i", "k.at")}
                     || format(' using operator(%I.%s) nulls %s', pn.nspname, o.oprname,
                          case when i.indoption[k.at - 1] & 2 > 0 then 'first' else 'last' end), ', ' order by k.at)
              from generate_series(1, i.indnkeyatts) k(at)
              join pg_opclass oc on oc.oid = i.indclass[k.at - 1]
              join pg_amop m on m.amopfamily = oc.opcfamily and m.amoplefttype = oc.opcintype and m.amoprighttype = oc.opcintype
               and m.amopstrategy = case when i.indoption[k.at - 1] & 1 > 0 then 5 else 1 end
              join pg_operator o on o.oid = m.amopopr
              join pg_namespace pn on pn.oid = o.oprnamespace)) as statement
    from pg_index i
    join pg_class c on c.oid = i.indexrelid and c.relkind = 'i'
    join pg_am am on am.oid = c.relam and am.amname = 'btree'
    join pg_class t on t.oid = i.indrelid
    join pg_namespace n on n.oid = t.relnamespace
   where i.indisvalid and ${isRead("t", "n")}
   order by n.nspname, c.relname`;

/** The index alone costs nothing forbidden, and a page costs as much as 50 operators of 1 each. */
const planning = `
  select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
         set_config('enable_sort', 'off', true), set_config('enable_incremental_sort', 'off', true),
         set_config('enable_indexscan', 'on', true), set_config('enable_indexonlyscan', 'on', true),
         set_config('max_parallel_workers_per_gather', '0', true), set_config('jit', 'off', true),
         set_config('cpu_operator_cost', '1', true)`;

/**
 * Btrees with the levels that they have. Only a superuser may read metapages, but the planner does, and charges a scan for the pages that it goes
 * down before its first row (`btcostestimate`). An index that does not come out as the cheapest for its order is left as it was.
 */
export async function withHeights(
  session: Session,
  scope: readonly unknown[],
  relations: readonly RelationStatistics[],
): Promise<readonly RelationStatistics[]> {
  const large = new Set(
    relations
      .filter(({ kind, pages }) => kind === "i" && pages > SMALL)
      .map(({ schema, name }) => qualified(schema, name)),
  );
  if (large.size === 0) return relations;
  const all = await jsonRows<{ schema: string; name: string; statement: string }>(
    session,
    sql,
    scope,
  );
  const asked = all.filter(({ schema, name }) => large.has(qualified(schema, name)));
  await session.query(planning);
  const answers = await askEach(
    session,
    asked.map(({ statement }) => statement),
  );
  const heights = new Map<string, number>();
  for (const [at, { schema, name }] of asked.entries()) {
    const [explained] = (answers[at] ?? []) as readonly { readonly Plan: Scan }[];
    if (explained?.Plan["Index Name"] === name)
      heights.set(
        qualified(schema, name),
        Math.floor(explained.Plan["Startup Cost"] / PAGE_OPERATORS) - 1,
      );
  }
  return relations.map((relation) => {
    const height = heights.get(qualified(relation.schema, relation.name));
    return height === undefined ? relation : { ...relation, height };
  });
}

interface Scan {
  readonly "Index Name"?: string;
  readonly "Startup Cost": number;
}
