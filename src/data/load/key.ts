import { ToolError } from "../../core/errors.ts";
import type { Row, Session } from "../../core/session.ts";
import { quoteIdentifier } from "../../sql/quote.ts";

/** Up to here all rows are looked at; beyond, that would cost as much as loading them. */
const COUNTED_ROWS = 300_000;

/** What a table without a primary key could have as one, as a sentence with its statement; undefined where it has one. */
export async function suggestKey(session: Session, table: string): Promise<string | undefined> {
  const [facts] = await session.query<Facts>(FACTS, [table]);
  if (facts === undefined || facts.keyed) return undefined;
  const [likely] = facts.columns;
  if (facts.rows > COUNTED_ROWS && likely !== undefined) {
    const name = quoteIdentifier(likely);
    return `No primary key; ${name} looks unique and never NULL in the sample of ANALYZE (estimated), so this may fail: alter table ${table} add primary key (${name});`;
  }
  for (const column of facts.columns) {
    const name = quoteIdentifier(column);
    if (await isKey(session, table, name))
      return `No primary key; ${name} is unique and never NULL in these rows (measured): alter table ${table} add primary key (${name});`;
  }
  return "No primary key, and no single column that was seen to be one: a row cannot be told from its copy.";
}

interface Facts extends Row {
  readonly keyed: boolean;
  /** As ANALYZE estimated them. */
  readonly rows: number;
  readonly columns: readonly string[];
}

/** Statistics say where it is worth to look at all rows. A table too large for that in time is passed over. */
async function isKey(session: Session, table: string, column: string): Promise<boolean> {
  try {
    const [row] = await session.query<{ unique: boolean }>(
      `select pg_catalog.count(*) operator(pg_catalog.=) pg_catalog.count(distinct ${column}) as unique from ${table}`,
    );
    return row?.unique ?? false;
  } catch (error) {
    if (error instanceof ToolError && error.code === "TIMEOUT") return false;
    throw error;
  }
}

/** Of two columns the first in the table, at most two: each costs a sort. */
const FACTS = `select exists (select from pg_catalog.pg_constraint c where c.conrelid operator(pg_catalog.=) t.oid and c.contype operator(pg_catalog.=) 'p') as keyed, t.reltuples::float8 as rows,
  array(select s.attname::text from pg_catalog.pg_stats s join pg_catalog.pg_attribute a on a.attrelid operator(pg_catalog.=) t.oid and a.attname operator(pg_catalog.=) s.attname
    where s.schemaname operator(pg_catalog.=) n.nspname and s.tablename operator(pg_catalog.=) t.relname and s.n_distinct operator(pg_catalog.=) -1 and s.null_frac operator(pg_catalog.=) 0
      and a.atttypid operator(pg_catalog.=) any(array['int2', 'int4', 'int8', 'uuid', 'text', 'varchar']::pg_catalog.regtype[]::pg_catalog.oid[])
    order by a.attnum limit 2) as columns
  from pg_catalog.pg_class t join pg_catalog.pg_namespace n on n.oid operator(pg_catalog.=) t.relnamespace
  where t.oid operator(pg_catalog.=) $1::pg_catalog.text::pg_catalog.regclass and t.relkind operator(pg_catalog.=) any('{r,p}'::pg_catalog."char"[])`;
