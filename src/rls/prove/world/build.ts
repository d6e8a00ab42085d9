import { ToolError } from "../../../core/errors.ts";
import type { Session } from "../../../core/session.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { fillTables } from "../../../schema/rows/fill.ts";
import type { GivenRows } from "../../../schema/rows/given.ts";
import { quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import { keyOf, type Values, type World, type WorldRow } from "../../oracle/world.ts";
import type { ResolvedIntent } from "../../resolved.ts";
import { nameOf } from "../place.ts";
import { usersOf, makeCast, type Cast } from "./cast.ts";
import { identityOf, keyText } from "./identity.ts";
import { idsFor } from "./ids.ts";
import { linkedColumns, type Linked } from "./linked.ts";
import { odditiesOf } from "./oddities.ts";
import type { Spec } from "./spec.ts";
import { planRows } from "./specs.ts";

/** A table of the world, with all that cells need to speak of its rows. */
export interface TableRows {
  readonly table: Table;
  /** As it is written in SQL. */
  readonly name: string;
  /** Columns that tell its rows apart; `ctid` where none do. */
  readonly identity: readonly string[];
  readonly rows: readonly WorldRow[];
  /** Rows that fit the schema and are not there. */
  readonly reserves: readonly Values[];
}

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
 * Puts the little world into an empty copy of the schema: two tenants, their users, and rows of everybody in every table, next to
 * whatever is there already. Tables are read back, so that what is known of the rows is what Postgres took.
 */
export async function buildWorld(
  session: Session,
  intent: ResolvedIntent,
  catalog: Catalog,
  signal: AbortSignal,
): Promise<Built> {
  const linked = linkedColumns(intent, catalog);
  const cast = await makeCast(session, intent, catalog, linked);
  const keys = await stepKeys(session, intent, catalog);
  const oddities = await odditiesOf(intent, catalog, cast, linked);
  const specs = planRows({ intent, catalog, cast, linked, keys, oddities });
  const given = new Map<string, GivenRows>();
  for (const [name, list] of specs) given.set(sqlName(catalog, name), givenOf(list));
  for (const { table, column, kind, referenced } of linked)
    if (referenced && !specs.has(keyOf(table))) addIds(given, table, column, kind, cast);
  const filled = await fillTables(session, catalog, { rows: ROWS, given, signal });
  const notes = filled.flatMap(({ table, reason }) =>
    reason === undefined || !given.has(table) ? [] : [`${table} has no rows: ${reason}`],
  );
  const built = new Map<string, ReadTable>();
  for (const resolved of [...catalog.tables].filter((table) => specs.has(keyOf(table))))
    built.set(
      keyOf(resolved),
      await readTable(session, resolved, specs.get(keyOf(resolved)) ?? [], intent),
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

/** As its owner, whatever the policies say. */
export async function asOwner<T>(
  session: Session,
  table: Table,
  work: () => Promise<T>,
): Promise<T> {
  if (!table.rowSecurity.forced) return work();
  await session.query(`alter table ${nameOf(table)} no force row level security`);
  const done = await work();
  await session.query(`alter table ${nameOf(table)} force row level security`);
  return done;
}

interface ReadTable extends TableRows {
  /** Reserves that are still there. */
  readonly spare: readonly WorldRow[];
}

async function readTable(
  session: Session,
  table: Table,
  specs: readonly Spec[],
  intent: ResolvedIntent,
): Promise<ReadTable> {
  const name = nameOf(table);
  const texts = table.columns.map((column) => `${quoteIdentifier(column.name)}::text`).join(", ");
  const rows = await asOwner(session, table, () =>
    session.query<{ at: string; row: (string | null)[] }>(
      `select tableoid::text || ctid::text as at, pg_catalog.json_build_array(${texts}) as row from ${name} order by tableoid, ctid`,
    ),
  );
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
  const open = specs.map((spec) => ({ spec, used: false }));
  const sorted = values.map(({ at, values: row }) => {
    const match = open.find(({ spec, used }) => !used && fits(spec, row));
    if (match !== undefined) match.used = true;
    const id = identity[0] === "ctid" ? at : keyText(identity, row);
    return { row: { id, values: row }, use: match?.spec.use ?? "main" };
  });
  const of = (...uses: Spec["use"][]): WorldRow[] =>
    sorted.filter(({ use }) => uses.includes(use)).map(({ row }) => row);
  return { table, name, identity, rows: of("main", "odd"), reserves: [], spare: of("reserve") };
}

const fits = ({ values }: Spec, row: Values): boolean =>
  Object.entries(values).every(([column, value]) => {
    const is = row[column] ?? null;
    // a time is printed with what the type adds
    const isTime = value !== null && /^\d{4}-\d\d-\d\d /.test(value);
    return is === value || (isTime && is !== null && is.startsWith(value.slice(0, 10)));
  });

/** Takes rows out again: they are known to fit. One that something refers to stays. */
async function takeReserves(
  session: Session,
  built: ReadonlyMap<string, ReadTable>,
): Promise<ReadonlyMap<string, TableRows>> {
  const tables = new Map<string, TableRows>();
  // children first: what was made last refers to what was made before
  const waiting = new Set(built.keys());
  const refersTo = (child: Table, name: string): boolean =>
    child.constraints.some(
      ({ references }) => references !== null && keyOf(references.table) === name,
    );
  while (waiting.size > 0) {
    const next =
      [...waiting].find((name) =>
        [...waiting].every((other) => {
          const child = built.get(other)?.table;
          return other === name || child === undefined || !refersTo(child, name);
        }),
      ) ?? [...waiting][0];
    if (next === undefined) break;
    waiting.delete(next);
    const item = built.get(next);
    if (item === undefined) continue;
    const { spare, ...rest } = item;
    const gone = await asOwner(session, item.table, () => deleteRows(session, item, spare));
    const reserves = spare.filter(({ id }) => gone.has(id));
    const kept = spare.filter(({ id }) => !gone.has(id));
    tables.set(next, {
      ...rest,
      rows: [...rest.rows, ...kept],
      reserves: reserves.map(({ values }) => values),
    });
  }
  return tables;
}

async function deleteRows(
  session: Session,
  { table, name, identity }: TableRows,
  rows: readonly WorldRow[],
): Promise<ReadonlySet<string>> {
  if (rows.length === 0 || identity[0] === "ctid") return new Set();
  const triggers = table.triggers.some(({ enabled }) => enabled !== "disabled");
  if (triggers) await session.query(`alter table ${name} disable trigger user`);
  const gone = new Set<string>();
  const where = (row: WorldRow): string => whereRow(table, identity, row);
  const all = rows.map(where).join(" or ");
  try {
    await session.query(`delete from ${name} where ${all}`);
    rows.forEach(({ id }) => gone.add(id));
  } catch (error) {
    if (!(error instanceof ToolError) || error.sqlstate === undefined) throw error;
    for (const row of rows)
      await session.query(`delete from ${name} where ${where(row)}`).then(
        () => gone.add(row.id),
        () => {},
      );
  }
  if (triggers) await session.query(`alter table ${name} enable trigger user`);
  return gone;
}

/** SQL of a condition that holds for this row alone. */
export function whereRow(
  table: Table,
  identity: readonly string[],
  { id, values }: WorldRow,
): string {
  if (identity[0] === "ctid") {
    const [, oid = "", ctid = ""] = /^(\d+)(.*)$/.exec(id) ?? [];
    return `(tableoid = ${oid} and ctid = ${quoteLiteral(ctid)})`;
  }
  const parts = identity.map((column) => {
    const value = values[column] ?? null;
    const type = table.columns.find(({ name }) => name === column)?.type ?? "text";
    return value === null
      ? `${quoteIdentifier(column)} is null`
      : `${quoteIdentifier(column)} = ${quoteLiteral(value)}::${type}`;
  });
  return `(${parts.join(" and ")})`;
}
