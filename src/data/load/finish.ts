import type { Session } from "../../core/session.ts";
import { ToolError } from "../../core/errors.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { finishEntry } from "./ledger.ts";

/**
 * After the last row: sequences of columns that came with the file go beyond its largest value, statistics are taken, and the ledger says
 * that it is over. Returns what could not be done.
 */
export async function finishImport(
  session: Session,
  {
    table,
    columns,
    id,
  }: { readonly table: string; readonly columns: readonly string[]; readonly id: string },
): Promise<string[]> {
  const notes: string[] = [];
  await session.transaction({ access: "read write", statementTimeoutMs: 600_000 }, async () => {
    for (const { column, sequence } of await sequencesOf(session, table, columns))
      await session.query(
        `select pg_catalog.setval($1::pg_catalog.text::pg_catalog.regclass, highest) from (select pg_catalog.max(${quoteIdentifier(column)})::int8 as highest from ${table}) as rows
         where highest operator(pg_catalog.>) coalesce(pg_catalog.pg_sequence_last_value($1::pg_catalog.text::pg_catalog.regclass), 0)`,
        [sequence],
      );
    await finishEntry(session, id);
  });
  try {
    await session.transaction({ access: "read write", statementTimeoutMs: 600_000 }, () =>
      session.query(`analyze ${table}`),
    );
  } catch (error) {
    if (!(error instanceof ToolError) || error.code === "CANCELLED") throw error;
    notes.push("Statistics were not taken; run ANALYZE on the table.");
  }
  return notes;
}

async function sequencesOf(
  session: Session,
  table: string,
  columns: readonly string[],
): Promise<{ column: string; sequence: string }[]> {
  return session.query<{ column: string; sequence: string }>(
    `select a.attname::text as column, pg_catalog.pg_get_serial_sequence($1, a.attname) as sequence
     from pg_catalog.pg_attribute a
     where a.attrelid operator(pg_catalog.=) $1::pg_catalog.text::pg_catalog.regclass and a.attnum operator(pg_catalog.>) 0 and not a.attisdropped
       and a.attname::text operator(pg_catalog.=) any($2::pg_catalog.text[])
       and pg_catalog.pg_get_serial_sequence($1, a.attname) is not null`,
    [table, columns],
  );
}
