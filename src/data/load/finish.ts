import type { Session } from "../../core/session.ts";
import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { finishEntry } from "./ledger.ts";

/**
 * After the last row: sequences of columns that came with the file go beyond its furthest value, statistics are taken, and the ledger says
 * that it is over. Returns what could not be done: the rows are committed, so that a failure would only hide them.
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
  for (const each of await sequencesOf(session, table, columns)) {
    const error = await tried(session, () => advance(session, table, each));
    if (error !== undefined)
      notes.push(
        `${identifier(each.sequence)} could not be set beyond the rows' ${identifier(each.column)}: ${identifier(reasonOf(error))}. The rows are loaded, but an insert may meet one of them; alter the sequence.`,
      );
  }
  await session.transaction({ access: "read write" }, () => finishEntry(session, id));
  if ((await tried(session, () => session.query(`analyze ${table}`))) !== undefined)
    notes.push("Statistics were not taken; run ANALYZE on the table.");
  return notes;
}

/** Why it could not be done. */
async function tried(
  session: Session,
  work: () => Promise<unknown>,
): Promise<ToolError | undefined> {
  try {
    await session.transaction({ access: "read write", statementTimeoutMs: 600_000 }, work);
    return undefined;
  } catch (error) {
    if (!(error instanceof ToolError) || error.code === "CANCELLED") throw error;
    return error;
  }
}

const reasonOf = ({ quoted, message }: ToolError): string =>
  (quoted ?? message).split("\n", 1)[0] ?? "";

interface Fed {
  readonly column: string;
  readonly sequence: string;
  readonly down: boolean;
}

/** To the largest value, the smallest where it counts down; one that is further stays, or that only begins further. */
async function advance(
  session: Session,
  table: string,
  { column, sequence, down }: Fed,
): Promise<void> {
  const [furthest, further] = down ? ["min", "<"] : ["max", ">"];
  await session.query(
    `select pg_catalog.setval(s.seqrelid::pg_catalog.regclass, r.furthest)
     from (select pg_catalog.${furthest}(${quoteIdentifier(column)})::int8 as furthest from ${table}) as r,
       pg_catalog.pg_sequence as s
     where s.seqrelid operator(pg_catalog.=) $1::pg_catalog.text::pg_catalog.regclass
       and coalesce(r.furthest operator(pg_catalog.${further}) pg_catalog.pg_sequence_last_value(s.seqrelid), r.furthest operator(pg_catalog.${further}=) s.seqstart)`,
    [sequence],
  );
}

async function sequencesOf(
  session: Session,
  table: string,
  columns: readonly string[],
): Promise<Fed[]> {
  return session.query<Fed & Record<string, unknown>>(
    `select a.attname::text as column, f.sequence, s.seqincrement operator(pg_catalog.<) 0 as down
     from pg_catalog.pg_attribute a, pg_catalog.pg_get_serial_sequence($1, a.attname) as f (sequence), pg_catalog.pg_sequence s
     where a.attrelid operator(pg_catalog.=) $1::pg_catalog.text::pg_catalog.regclass and a.attnum operator(pg_catalog.>) 0 and not a.attisdropped
       and a.attname::text operator(pg_catalog.=) any($2::pg_catalog.text[])
       and s.seqrelid operator(pg_catalog.=) f.sequence::pg_catalog.regclass`,
    [table, columns],
  );
}
