import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import type { Fitted } from "./fitted.ts";
import type { RowsQuery } from "./select.ts";

export interface Inserting {
  readonly fitted: Fitted;
  readonly query: RowsQuery;
  /** How many rows there shall be. */
  readonly rows: number;
  /** The table as FROM names it when its own rows are meant. */
  readonly from: string;
}

/** Numbers of rows that are tried for each that is wanted. */
const TRIED = [1, 4, 16];

/** After so many refusals in the beginning no more is tried, and after so many seconds in any case. */
const REFUSED = 40;
const SECONDS = 3;

/** Inserts by few statements for all rows. Returns how many rows there are then. Throws what Postgres refuses. */
export async function insertTogether(
  session: Session,
  { fitted, query, rows, from: relation }: Inserting,
): Promise<number> {
  let [count, from] = [0, 0];
  for (const times of TRIED) {
    const missing = rows - count;
    if (missing <= 0) break;
    const to = from + missing * times - 1;
    const insert = insertSql(fitted, query, query.sql(from, to, missing));
    // the second count is of the rows before
    const [row] = await session.query<{ inserted: number; there: number }>(
      `with neon_dba_done as (${insert} returning 1)
       select (select pg_catalog.count(*) from neon_dba_done) as inserted,
              (select pg_catalog.count(*) from ${relation}) as there`,
    );
    count = (row?.inserted ?? 0) + (row?.there ?? 0);
    // A trigger that swallows rows swallows the next ones too.
    if (row?.inserted === 0 && times > 1) break;
    from = to + 1;
  }
  return count;
}

/** Each row by itself, so that one that is refused does no harm to the others. Returns what was said of the last that was. */
export async function insertSingly(
  session: Session,
  inserting: Inserting,
): Promise<string | undefined> {
  const { fitted, query, rows } = inserting;
  const count = await countRows(session, inserting);
  if (count >= rows) return undefined;
  const insert = insertSql(fitted, query, query.sql("neon_dba_number", "neon_dba_number", 1, true));
  await session.query(
    `create or replace function pg_temp.neon_dba_insert() returns text language plpgsql as ${quoteLiteral(`#variable_conflict use_column
     declare
       neon_dba_number int8;
       neon_dba_left int8 := ${rows - count};
       neon_dba_changed int8;
       neon_dba_error text;
       neon_dba_refused int8 := 0;
       neon_dba_began timestamptz := pg_catalog.clock_timestamp();
     begin
       for neon_dba_number in ${count}..${count + rows * 3} loop
         exit when neon_dba_left <= 0;
         begin
           ${insert};
           get diagnostics neon_dba_changed = row_count;
           set constraints all immediate;
           neon_dba_left := neon_dba_left - neon_dba_changed;
         exception when others then
           neon_dba_error := sqlerrm;
           neon_dba_refused := neon_dba_refused + 1;
           exit when neon_dba_refused >= ${REFUSED} and neon_dba_left = ${rows - count};
           exit when pg_catalog.clock_timestamp() - neon_dba_began > interval '${SECONDS} seconds';
         end;
       end loop;
       return neon_dba_error;
     end`)}`,
  );
  const [row] = await session.query<{ error: string | null }>(
    "select pg_temp.neon_dba_insert() as error",
  );
  return row?.error ?? undefined;
}

export async function countRows(session: Session, { from }: Inserting): Promise<number> {
  const [row] = await session.query<{ rows: number }>(
    `select pg_catalog.count(*) as rows from ${from}`,
  );
  return row?.rows ?? 0;
}

function insertSql({ name, table }: Fitted, { columns }: RowsQuery, select: string): string {
  const hasAlways = table.columns.some(
    ({ identity, name: column }) => identity?.generation === "always" && columns.includes(column),
  );
  const overriding = hasAlways ? " overriding system value" : "";
  if (columns.length === 0) return `insert into ${name} default values`;
  const list = columns.map(quoteIdentifier).join(", ");
  // Postgres refuses the clause where a key is deferrable.
  const deferrable = table.constraints.some(
    ({ deferrable: late, index }) => late && index !== null,
  );
  const passing = !deferrable && table.rules.length === 0;
  return `insert into ${name} (${list})${overriding} ${select}${passing ? " on conflict do nothing" : ""}`;
}

/**
 * Does the work while the table's triggers do not fire. They are as before afterwards, in the same transaction. Throws where the
 * session's role does not own the table.
 */
export async function withoutTriggers(
  session: Session,
  { table, name }: Fitted,
  work: () => Promise<void>,
): Promise<void> {
  const firing = table.triggers.filter(({ enabled }) => enabled !== "disabled");
  const enabling = {
    disabled: "",
    replica: "enable replica",
    always: "enable always",
    origin: "enable",
  };
  await session.transaction({ access: "read write" }, async () => {
    if (firing.length > 0) await session.query(`alter table ${name} disable trigger user`);
    await work();
    await session.query("set constraints all immediate");
    for (const trigger of firing)
      await session.query(
        `alter table ${name} ${enabling[trigger.enabled]} trigger ${quoteIdentifier(trigger.name)}`,
      );
  });
}

export const isRefusal = (error: unknown): error is ToolError =>
  error instanceof ToolError && error.sqlstate !== undefined && error.code !== "CANCELLED";
