import type { Session } from "../../../core/session.ts";
import { readCatalog } from "../../../postgres/catalog/read-catalog.ts";
import { qualified, quoteIdentifier } from "../../../sql/quote.ts";
import { fillTables } from "../../rows/fill.ts";
import type { GivenRows } from "../../rows/given.ts";
import type { DesignedColumn, DesignedForeignKey, DesignedTable } from "../tables.ts";

/** Of a larger table a sample of so many rows: fewer than ANALYZE reads (30,000), so that it reads them all and says the same each time. */
const SAMPLE = 1_000;

/** Share of the pages whose rows everybody sees. */
const VISIBLE = 0.9;

/** Of rows that are deleted softly, one in so many is. */
const DELETED = 20;

/** What stands for a design's tables: how many rows each has, and by what factor that falls short of what it will have. */
export interface Sample {
  readonly factors: ReadonlyMap<string, number>;
  /** Tables that took no rows, and why. */
  readonly empty: readonly { readonly table: string; readonly reason: string }[];
}

const nameOf = ({ schema, name }: DesignedTable): string => qualified(schema, name);

const sizeOf = ({ expectedRows }: DesignedTable): number =>
  Math.max(1, Math.min(expectedRows, SAMPLE));

/**
 * Fills the tables of a throw-away database with rows that meet their constraints, and analyzes them. A reference has as many values as
 * its design expects, not as the sample has; rows come in the order of `created_at`; few are deleted.
 */
export async function fillSample(
  session: Session,
  tables: readonly DesignedTable[],
  signal: AbortSignal,
): Promise<Sample> {
  for (const table of tables)
    await session.query(`alter table ${nameOf(table)} disable trigger user`);
  const given = new Map(tables.map((table) => [nameOf(table), givenOf(table)]));
  const filled = await fillTables(session, await readCatalog(session), {
    rows: SAMPLE,
    given,
    signal,
  });
  const rows = new Map(filled.map((table) => [table.table, table.rows]));
  const factors = new Map(
    tables.flatMap((table) => {
      const found = rows.get(nameOf(table)) ?? 0;
      return found === 0 ? [] : [[nameOf(table), Math.max(1, table.expectedRows) / found] as const];
    }),
  );
  for (const table of tables)
    for (const [column, distinct] of distinctValues(table, tables, factors))
      await session.query(
        `alter table ${nameOf(table)} alter column ${quoteIdentifier(column)} set (n_distinct = ${distinct})`,
      );
  for (const table of tables)
    for (const columns of dependentColumns(table))
      await session.query(
        `create statistics (dependencies) on ${columns.map(quoteIdentifier).join(", ")} from ${nameOf(table)}`,
      );
  signal.throwIfAborted();
  if (tables.length > 0) await session.query(`analyze ${tables.map(nameOf).join(", ")}`);
  await seenByAll(session, tables);
  return {
    factors,
    empty: filled.flatMap(({ table, reason }) => (reason === undefined ? [] : [{ table, reason }])),
  };
}

/** As if VACUUM came by as often as it should: what an index holds is then mostly returned without visiting the table. */
async function seenByAll(session: Session, tables: readonly DesignedTable[]): Promise<void> {
  await session.query(
    `select pg_catalog.pg_restore_relation_stats('schemaname', n.nspname::text, 'relname', c.relname::text, 'relallvisible', (c.relpages * ${VISIBLE})::int4)
     from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where c.oid = any ($1::regclass[]::oid[])`,
    [tables.map(nameOf)],
  );
}

function givenOf(table: DesignedTable): GivenRows {
  const rows = sizeOf(table);
  const columns = new Map<string, readonly (string | null | undefined)[]>();
  const numbers = Array.from({ length: rows }, (_, at) => at);
  for (const column of table.columns) {
    if (!column.type.startsWith("timestamp")) continue;
    if (column.name === "created_at" && !isChecked(table, column))
      columns.set(column.name, numbers.map(timeOf(rows)));
    if (isDeletion(table, column))
      columns.set(
        column.name,
        numbers.map((at) => (at % DELETED === 0 ? timeOf(rows)(at) : null)),
      );
  }
  return { rows, referenced: rows, columns };
}

/** What is compared with another column has to be drawn with it. */
const isChecked = ({ checks }: DesignedTable, { name }: DesignedColumn): boolean =>
  checks.some(({ expression }) => expression.includes(name));

/** One year, whatever the number of rows. */
const timeOf =
  (rows: number) =>
  (at: number): string =>
    new Date(Date.UTC(2025, 0, 1) + Math.floor((at / rows) * 365 * 86_400_000)).toISOString();

const isDeletion = ({ livePredicate }: DesignedTable, { name }: DesignedColumn): boolean =>
  livePredicate?.startsWith(`${quoteIdentifier(name)} `) ?? false;

/**
 * Of references how many values they have: as many as there are rows to refer to, or rows that refer. As a number in the sample, which
 * grows with the table that is referred to (`Twin.scale`).
 */
function distinctValues(
  table: DesignedTable,
  tables: readonly DesignedTable[],
  factors: ReadonlyMap<string, number>,
): (readonly [column: string, distinct: number])[] {
  const leadTo = new Map<string, DesignedTable>();
  for (const { columns, references } of table.foreignKeys.toSorted(byColumns)) {
    const to = tables.find(
      ({ schema, name }) => schema === references.schema && name === references.table,
    );
    for (const column of columns)
      if (to !== undefined && !leadTo.has(column)) leadTo.set(column, to);
  }
  const grows = factors.get(nameOf(table)) !== 1;
  return [...leadTo]
    .filter(([, to]) => to !== table)
    .map(([column, to]) => {
      const distinct = Math.max(1, Math.min(to.expectedRows, table.expectedRows));
      return [column, grows ? distinct / (factors.get(nameOf(to)) ?? 1) : distinct] as const;
    });
}

/** The twin takes that of a column which has the fewest columns. */
const byColumns = (a: DesignedForeignKey, b: DesignedForeignKey): number =>
  a.columns.length - b.columns.length;

/** What refers to a row of a tenant tells the tenant: both together are no rarer than the one. */
const dependentColumns = ({ foreignKeys, tenantColumn }: DesignedTable): (readonly string[])[] =>
  foreignKeys.flatMap(({ columns }) =>
    columns.length > 1 && columns.includes(tenantColumn ?? "") ? [columns] : [],
  );
