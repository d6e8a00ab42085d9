import type { Session } from "../../../core/session.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { keyOf, type Values, type WorldRow } from "../../oracle/world.ts";
import type { ResolvedIntent } from "../../resolved.ts";
import { nameOf } from "../place.ts";
import { asOwner } from "./as-owner.ts";
import { identityOf, keyText } from "./identity.ts";
import type { Spec } from "./spec.ts";
import type { TableRows } from "./table-rows.ts";

export interface ReadTable extends TableRows {
  /** Reserves that are still there. */
  readonly spare: readonly WorldRow[];
}

/** The rows that were made for `specs` after the transaction `since`, as Postgres took them. */
export async function readTable(
  session: Session,
  table: Table,
  specs: readonly Spec[],
  intent: ResolvedIntent,
  since: string,
): Promise<ReadTable> {
  const name = nameOf(table);
  const texts = table.columns.map((column) => `${quoteIdentifier(column.name)}::text`).join(", ");
  // a row that is frozen is older than any
  const [rows, others] = await asOwner(session, table, async () => [
    await session.query<{ at: string; row: (string | null)[] }>(
      `select tableoid::text || ctid::text as at, pg_catalog.json_build_array(${texts}) as row from ${name}
       where pg_catalog.age(xmin) <= pg_catalog.age($1::xid) order by tableoid, ctid`,
      [since],
    ),
    await session.query<{ count: number }>(
      `select pg_catalog.count(*) as count from ${name} where pg_catalog.age(xmin) > pg_catalog.age($1::xid)`,
      [since],
    ),
  ]);
  const values = rows.map(({ at, row }) => ({
    at,
    values: Object.fromEntries(
      table.columns.map((column, index) => [column.name, row[index] ?? null]),
    ),
  }));
  const resolved = intent.tables.find((item) => keyOf(item.table) === keyOf(table));
  const identity = identityOf(
    table,
    values.map((row) => row.values),
    resolved?.columns.select,
  );
  // of a table whose rows refer to each other, some that were there were changed
  const isMixed =
    (others[0]?.count ?? 0) > 0 &&
    table.constraints.some(
      ({ references }) => references !== null && keyOf(references.table) === keyOf(table),
    );
  const open = specs.map((spec) => ({ spec, used: false }));
  const sorted = values.map(({ at, values: row }) => {
    const match = open.find(({ spec, used }) => !used && fits(spec, row));
    if (match !== undefined) match.used = true;
    const id = identity[0] === "ctid" ? at : keyText(identity, row);
    return { row: { id, values: row }, use: match?.spec.use ?? (isMixed ? "other" : "main") };
  });
  const of = (...uses: (typeof sorted)[number]["use"][]): WorldRow[] =>
    sorted.filter(({ use }) => uses.includes(use)).map(({ row }) => row);
  return {
    table,
    name,
    identity,
    rows: of("main", "odd"),
    reserves: [],
    others: others[0]?.count ?? 0,
    spare: of("reserve"),
  };
}

const fits = ({ values }: Spec, row: Values): boolean =>
  Object.entries(values).every(([column, value]) => {
    const is = row[column] ?? null;
    // a time is printed with what the type adds
    const isTime = value !== null && /^\d{4}-\d\d-\d\d /.test(value);
    return is === value || (isTime && is !== null && is.startsWith(value.slice(0, 10)));
  });
