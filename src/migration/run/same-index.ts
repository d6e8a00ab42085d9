import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import { readIndexStatement } from "../../sql/index-statement.ts";
import { scanTokens } from "../../sql/library.ts";

const COPY = "neon_dba_index_copy";

/** Everything that makes an index what it is but its names and its table. */
const SHAPE = `select row(
    c.relam, i.indnatts, i.indnkeyatts, i.indisunique,
    pg_catalog.to_jsonb(i) operator(pg_catalog.->>) 'indnullsnotdistinct',
    i.indclass, i.indcollation, i.indoption,
    (select pg_catalog.array_agg(pg_catalog.pg_get_indexdef(i.indexrelid, k, false) order by k)
     from pg_catalog.generate_series(1, i.indnatts::int) as k),
    pg_catalog.pg_get_expr(i.indpred, i.indrelid), c.reloptions, c.reltablespace)::text as shape
  from pg_catalog.pg_index i
  join pg_catalog.pg_class c on c.oid operator(pg_catalog.=) i.indexrelid`;

/**
 * Whether the index of this oid is what the `CREATE INDEX` statement makes: Postgres makes it on an empty copy of the table, which is
 * rolled back. False also where it may not make one.
 */
export async function isSameIndex(session: Session, sql: string, oid: string): Promise<boolean> {
  const { sql: statement, table } = await readIndexStatement(sql);
  const onCopy = await withTable(statement, `pg_temp.${COPY}`);
  const transaction = { access: "read write", rollback: true } as const;
  const compared = session.transaction(transaction, async () => {
    await session.query(`create temporary table ${COPY} (like ${table})`);
    await session.query(onCopy);
    const [wanted] = await session.query(
      `${SHAPE} where i.indrelid operator(pg_catalog.=) 'pg_temp.${COPY}'::pg_catalog.regclass`,
    );
    const [there] = await session.query(
      `${SHAPE} where i.indexrelid operator(pg_catalog.=) $1::pg_catalog.oid`,
      [oid],
    );
    return wanted?.["shape"] === there?.["shape"];
  });
  return compared.catch((error: unknown) => {
    if (error instanceof ToolError && error.sqlstate !== undefined) return false;
    throw error;
  });
}

/** The statement on another table: what is between ON [ONLY] and the column list or USING is the table's name. */
async function withTable(statement: string, table: string): Promise<string> {
  const tokens = await scanTokens(statement);
  const words = tokens.map(({ text }) => text.toLowerCase());
  const on = words.indexOf("on");
  const from = tokens[words[on + 1] === "only" ? on + 2 : on + 1]?.start ?? 0;
  const to = tokens.find(
    ({ text }, at) => at > on && (text === "(" || words[at] === "using"),
  )?.start;
  const bytes = Buffer.from(statement);
  return `${bytes.subarray(0, from).toString()}${table} ${bytes.subarray(to).toString()}`;
}
