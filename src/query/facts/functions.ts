import type { Session } from "../../core/session.ts";
import type { FunctionFacts } from "./relation.ts";

interface FunctionRow extends Record<string, unknown> {
  readonly name: string;
  readonly volatility: FunctionFacts["volatility"];
  readonly language: string;
  readonly own: boolean;
}

/** The most volatile overload decides, because a plan does not say which one it calls. */
const sql = `
select distinct on (p.proname) p.proname as name,
       case p.provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end as volatility,
       l.lanname as language,
       n.nspname <> 'pg_catalog' as own
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
join pg_language l on l.oid = p.prolang
where p.proname = any ($1::text[]) and p.prokind = 'f'
order by p.proname, (n.nspname <> 'pg_catalog') desc, p.provolatile desc`;

/** What `pg_proc` knows of the functions with these names, without their schemas. */
export async function functionFacts(
  session: Session,
  names: readonly string[],
): Promise<Map<string, FunctionFacts>> {
  if (names.length === 0) return new Map();
  const rows = await session.query<FunctionRow>(sql, [names]);
  return new Map(rows.map((row) => [row.name, row]));
}
