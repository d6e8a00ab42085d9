import type { Session } from "../../core/session.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { readBounds, type Bounds } from "./bounds.ts";
import { makeValues } from "./columns.ts";
import { fittedTables, type Fitted, type TableReference } from "./fitted.ts";
import {
  countRows,
  insertSingly,
  insertTogether,
  isRefusal,
  withoutTriggers,
  type Inserting,
} from "./insert.ts";
import { nameOf } from "./name.ts";
import { random, saltOf } from "./numbers.ts";
import { parentsFirst, type Ordered } from "./order.ts";
import { isGiven, type GivenRows } from "./given.ts";
import { rowsQuery, type RowsQuery, type Source } from "./select.ts";
import { typesOf } from "./types.ts";

export interface FillOptions {
  /** In each table. */
  readonly rows: number;
  /** The same number gives the same rows on the same schema. */
  readonly seed?: number;
  /** A schema that the rows have to fit as well, as that after a migration. */
  readonly later?: Catalog;
  /** What partitioned tables take there. */
  readonly laterBounds?: ReadonlyMap<string, Bounds>;
  /** No NULL in what will be NOT NULL there. */
  readonly strict?: boolean;
  /** By qualified name: tables whose rows are to have these values. */
  readonly given?: ReadonlyMap<string, GivenRows>;
  readonly signal?: AbortSignal;
}

/** What is in a table now. */
export interface FilledTable {
  readonly table: string;
  readonly rows: number;
  /** Why there are none. */
  readonly reason?: string;
}

/**
 * Puts rows into every table of a throw-away database whose schema is `catalog`: values of each type, NULLs where they may be, rows
 * that meet checks, keys, references and partition bounds. Triggers fire, unless they refuse. What a table does not take in any way
 * is said in `reason`.
 */
export async function fillTables(
  session: Session,
  catalog: Catalog,
  options: FillOptions,
): Promise<FilledTable[]> {
  const forced = catalog.tables.filter(({ rowSecurity }) => rowSecurity.forced).map(nameOf);
  for (const table of forced)
    await session.query(`alter table ${table} no force row level security`);
  const filled = await fillAll(session, catalog, options);
  for (const table of forced) await session.query(`alter table ${table} force row level security`);
  return filled;
}

async function fillAll(
  session: Session,
  catalog: Catalog,
  options: FillOptions,
): Promise<FilledTable[]> {
  const { source, counts, ordered } = await prepare(session, catalog, options);
  const filled: FilledTable[] = [];
  const late: { fitted: Fitted; reference: TableReference }[] = [];
  for (const item of ordered) {
    options.signal?.throwIfAborted();
    const { fitted } = item;
    const query = rowsQuery(item, source);
    const from = `${source.isWhole(fitted.name) ? "" : "only "}${fitted.name}`;
    const wanted = options.given?.get(fitted.name);
    const { rows, reason } = await fillTable(session, {
      fitted,
      query,
      rows: wanted?.rows ?? options.rows,
      from,
    });
    counts.set(fitted.name, Math.min(rows, wanted?.referenced ?? rows));
    if (rows > 0) await advance(session, fitted, query);
    filled.push({
      table: fitted.name,
      rows,
      ...(rows > 0 ? {} : { reason: reason ?? "no row is kept" }),
    });
    late.push(...item.late.map((reference) => ({ fitted, reference })));
  }
  for (const { fitted, reference } of late) await meetLate(session, fitted, reference, source);
  for (const { schema, name, kind } of catalog.tables)
    if (kind === "foreign table")
      filled.push({ table: nameOf({ schema, name }), rows: 0, reason: "foreign table" });
  return filled;
}

interface Prepared {
  readonly source: Source;
  readonly counts: Map<string, number>;
  readonly ordered: readonly Ordered[];
}

async function prepare(
  session: Session,
  catalog: Catalog,
  {
    rows,
    seed = 1,
    later,
    laterBounds = new Map(),
    strict = false,
    given = new Map(),
  }: FillOptions,
): Promise<Prepared> {
  const types = typesOf(catalog);
  const bounds = await readBounds(session, catalog);
  const to = later && { catalog: later, bounds: laterBounds };
  const tables = fittedTables(catalog, bounds, to, strict);
  const values = await makeValues(session, tables, catalog, { types, bounds, rows, seed });
  const counts = new Map<string, number>();
  const whole = new Set(
    catalog.tables.filter(({ kind }) => kind === "partitioned table").map(nameOf),
  );
  const isWhole = (name: string): boolean => whole.has(name);
  return {
    source: { values, types, bounds, seed, counts, isWhole, given },
    counts,
    ordered: parentsFirst(tables),
  };
}

/** With all that the schema does to rows, all at once or each by itself; else without triggers. */
async function fillTable(
  session: Session,
  inserting: Inserting,
): Promise<{ readonly rows: number; readonly reason: string | undefined }> {
  let reason: string | undefined;
  const refused = (error: unknown): number => {
    if (!isRefusal(error)) throw error;
    reason ??= error.quoted ?? error.message;
    return 0;
  };
  const singly = async (): Promise<number> => {
    reason = (await insertSingly(session, inserting)) ?? reason;
    return 0;
  };
  const together = await insertTogether(session, inserting).catch(refused);
  if (together > 0) return { rows: together, reason: undefined };
  await singly().catch(refused);
  const alone = await countRows(session, inserting).catch(refused);
  if (alone > 0) return { rows: alone, reason: undefined };
  await withoutTriggers(session, inserting.fitted, async () => void (await singly())).catch(
    refused,
  );
  return { rows: await countRows(session, inserting).catch(refused), reason };
}

/** Sequences go on behind the numbers that were given without them. */
async function advance(session: Session, { name }: Fitted, { counted }: RowsQuery): Promise<void> {
  for (const column of counted) {
    const key = quoteIdentifier(column);
    await session
      .query(
        `select pg_catalog.setval(s, (select pg_catalog.max(${key})::int8 from ${name}))
         from (select pg_catalog.pg_get_serial_sequence($1, $2) as s) found where s is not null`,
        [name, column],
      )
      .catch(ignoreRefusal);
  }
}

function ignoreRefusal(error: unknown): void {
  if (!isRefusal(error)) throw error;
}

/** References to rows that came later, and of rows to others of their table, which stay without circles. */
async function meetLate(
  session: Session,
  { table, name, required }: Fitted,
  { columns, to }: TableReference,
  { seed, isWhole, counts, given }: Source,
): Promise<void> {
  if (columns.every((column) => required.has(column))) return;
  if (columns.some((column) => isGiven(given.get(name), column))) return;
  const parent = nameOf(to.table);
  const [here, there] = [name, parent].map((relation) =>
    isWhole(relation) ? relation : `only ${relation}`,
  );
  const salt = saltOf(seed, name, ...columns, "late");
  const earlier = parent === name ? "neon_dba_row.place" : String(counts.get(parent) ?? 0);
  const set = columns.map((column, at) => {
    const type = table.columns.find((own) => own.name === column)?.type ?? "text";
    return `${quoteIdentifier(column)} = neon_dba_parent.k${at}::${type}`;
  });
  const keys = to.columns.map((column, at) => `${quoteIdentifier(column)} as k${at}`);
  await session
    .query(
      `update ${here} neon_dba_new set ${set.join(", ")}
       from (select tableoid as t, ctid as c, pg_catalog.row_number() over (order by tableoid, ctid) - 1 as place from ${here}) neon_dba_row
       join (select ${keys.join(", ")}, pg_catalog.row_number() over (order by tableoid, ctid) - 1 as place from ${there}) neon_dba_parent
         on neon_dba_parent.place = ${random(salt, "neon_dba_row.place")} % greatest(${earlier}, 1)
       where neon_dba_new.tableoid = neon_dba_row.t and neon_dba_new.ctid = neon_dba_row.c
         and neon_dba_row.place > 0 and ${random(salt + 1, "neon_dba_row.place")} % 4 <> 0`,
    )
    .catch(ignoreRefusal);
}
