import { ToolError } from "../../../core/errors.ts";
import type { Session } from "../../../core/session.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { fillTables } from "../../../schema/rows/fill.ts";
import type { GivenRows } from "../../../schema/rows/given.ts";
import { keyOf, type World } from "../../oracle/world.ts";
import type { ResolvedIntent } from "../../resolved.ts";
import { nameOf } from "../place.ts";
import { makeCast, usersOf, type Cast } from "./cast.ts";
import { idsFor } from "./ids.ts";
import { linkedColumns, type Linked } from "./linked.ts";
import { odditiesOf } from "./oddities.ts";
import { readTable, type ReadTable } from "./read-table.ts";
import { takeReserves } from "./reserves.ts";
import type { Spec } from "./spec.ts";
import { planRows } from "./specs.ts";
import type { TableRows } from "./table-rows.ts";

export interface Built {
  readonly cast: Cast;
  readonly world: World;
  readonly tables: ReadonlyMap<string, TableRows>;
  readonly linked: readonly Linked[];
  /** Tables for which rows could not be made, and why. */
  readonly notes: readonly string[];
}

/** Rows of tables that the intent does not know. */
const ROWS = 3;

/**
 * Puts the little world into a copy of the schema: two tenants, their users, and rows of everybody in every table, next to whatever is
 * there already, which is no part of the world. Tables are read back, so that what is known of the rows is what Postgres took.
 */
export async function buildWorld(
  session: Session,
  intent: ResolvedIntent,
  catalog: Catalog,
  signal: AbortSignal,
): Promise<Built> {
  const linked = linkedColumns(intent, catalog);
  const cast = await makeCast(session, intent, catalog, linked);
  const keys = new Map([
    ...(await stepKeys(session, intent, catalog)),
    ...(await openKeys(session, intent)),
  ]);
  const oddities = await odditiesOf(intent, catalog, cast, linked);
  const specs = planRows({ intent, catalog, cast, linked, keys, oddities });
  const given = new Map<string, GivenRows>();
  for (const [name, list] of specs) given.set(sqlName(catalog, name), givenOf(list));
  for (const { table, column, kind, referenced } of linked)
    if (referenced && !specs.has(keyOf(table))) addIds(given, table, column, kind, cast);
  const since = await currentTransaction(session);
  const filled = await fillTables(session, catalog, { rows: ROWS, given, signal });
  const notes = filled.flatMap(({ table, reason }) =>
    reason === undefined || !given.has(table) ? [] : [`${table} has no rows: ${reason}`],
  );
  const built = new Map<string, ReadTable>();
  for (const resolved of [...catalog.tables].filter((table) => specs.has(keyOf(table))))
    built.set(
      keyOf(resolved),
      await readTable(session, resolved, specs.get(keyOf(resolved)) ?? [], intent, since),
    );
  const tables = await takeReserves(session, built);
  return {
    cast,
    world: new Map([...tables].map(([name, { rows }]) => [name, rows])),
    tables,
    linked,
    notes,
  };
}

/** Rows that are made from now on are younger. */
async function currentTransaction(session: Session): Promise<string> {
  const [row] = await session.query<{ id: string }>(
    "select pg_catalog.pg_current_xact_id()::xid::text as id",
  );
  return row?.id ?? "";
}

const sqlName = ({ tables }: Catalog, key: string): string => {
  const table = tables.find((candidate) => keyOf(candidate) === key);
  return table === undefined ? key : nameOf(table);
};

/** Ids for the keys by which children know their parents. */
async function stepKeys(
  session: Session,
  { tables }: ResolvedIntent,
  catalog: Catalog,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const keys = new Map<string, readonly string[]>();
  let number = 3;
  for (const { parent } of tables) {
    if (parent === null) continue;
    const table = catalog.tables.find((candidate) => keyOf(candidate) === keyOf(parent.table));
    const place = `${keyOf(parent.table)}.${parent.key}`;
    if (table === undefined || keys.has(place)) continue;
    keys.set(place, await idsFor(session, [{ table, column: parent.key }], 200, number++));
  }
  return keys;
}

/** What ids of open keys are numbered by, apart from those of tenants, users and parents. */
const OPEN = 60;

/** Ids for a column that may be selected, where the keys may not: rows have to be told apart by what the application sees of them. */
async function openKeys(
  session: Session,
  { tables }: ResolvedIntent,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const keys = new Map<string, readonly string[]>();
  for (const { table, columns, tenant, owner, parent, deleted } of tables) {
    const open = columns.select;
    const isOpen = (column: string | null): boolean =>
      column !== null && open?.includes(column) === true;
    if (open === undefined) continue;
    if (
      table.indexes.some(
        ({ unique, predicate, keys: parts }) =>
          unique && predicate === null && parts.every(({ column }) => isOpen(column)),
      )
    )
      continue;
    const taken = [tenant, owner, parent, deleted].map((said) => said?.column);
    for (const { name } of table.columns.filter(
      ({ name: column, generated }) =>
        isOpen(column) && generated === null && !taken.includes(column),
    )) {
      const ids = await idsFor(session, [{ table, column: name }], 200, OPEN).catch(unsupported);
      if (ids.length === 0) continue;
      keys.set(`${keyOf(table)}.${name}`, ids);
      break;
    }
  }
  return keys;
}

function unsupported(error: unknown): readonly string[] {
  if (error instanceof ToolError && error.code === "UNSUPPORTED") return [];
  throw error;
}

function givenOf(specs: readonly Spec[]): GivenRows {
  const columns = new Set(specs.flatMap(({ values }) => Object.keys(values)));
  return {
    rows: specs.length,
    referenced: Math.max(1, specs.filter(({ use }) => use === "main").length),
    columns: new Map(
      [...columns].map((column) => [column, specs.map(({ values }) => values[column])] as const),
    ),
  };
}

/** What the rows of the world refer to is there. */
function addIds(
  given: Map<string, GivenRows>,
  table: Table,
  column: string,
  kind: Linked["kind"],
  cast: Cast,
): void {
  const ids = kind === "tenant" ? cast.tenants.slice(0, 2) : usersOf(cast).map(({ id }) => id);
  const before = given.get(nameOf(table));
  const rows = Math.max(ids.length, before?.rows ?? 0);
  const columns = new Map(before?.columns);
  columns.set(
    column,
    Array.from({ length: rows }, (_, at) => ids[at % ids.length]),
  );
  given.set(nameOf(table), { rows, referenced: rows, columns });
}
