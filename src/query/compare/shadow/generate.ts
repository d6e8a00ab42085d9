import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import type { Constants } from "./constants.ts";
import { createRandom, type Random } from "./random.ts";
import { nameOf } from "./tables.ts";
import type { Pools } from "./values.ts";

/** A row to be inserted: SQL by column, in the order of the columns. What is left out gets its default. */
export interface SmallRow {
  readonly table: Table;
  readonly values: ReadonlyMap<string, string>;
}

/** Rows in the order in which they are inserted; those that a constraint refuses are not there. */
export type SmallDatabase = readonly SmallRow[];

/**
 * The small database of a number: the same for the same number, schema and statements. The first are bare (nothing, one row
 * in each table, one table empty); the others differ in how many rows, NULLs and repetitions they have and in the few values
 * that they draw from, because rows only meet, tie and repeat where values are few.
 */
export function smallDatabase(
  number: number,
  tables: readonly Table[],
  pools: Pools,
  constants: Constants,
): SmallDatabase {
  const random = createRandom(number * 7919 + 1);
  const mood = moodOf(random, number);
  const rows: SmallRow[] = [];
  const tall = random.chance(0.2) ? tallCount(random, constants) : undefined;
  const tallTable = random.below(tables.length);
  const empty = number > 0 && number <= tables.length ? number - 1 : undefined;
  tables.forEach((table, index) => {
    const bare = number === 0 || empty === index ? 0 : number <= tables.length + 1 ? 1 : undefined;
    const usual = tall !== undefined && tallTable === index ? tall : random.pick(counts);
    const count = bare ?? usual ?? 1;
    const before: SmallRow[] = [];
    for (let made = 0; made < count; made++) {
      const row = makeRow(table, rows, before, pools, random, mood);
      before.push(row);
      rows.push(row);
    }
  });
  return rows;
}

const counts = [0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 5];

interface Mood {
  readonly nulls: number;
  readonly repeats: number;
  readonly unmatched: number;
  readonly extremes: number;
  /** How many values of a kind there are. */
  readonly few: number;
  readonly chosen: Map<string, readonly string[]>;
}

function moodOf(random: Random, number: number): Mood {
  return {
    nulls: random.pick([0, 0.1, 0.25, 0.5]) ?? 0,
    repeats: random.pick([0, 0.2, 0.5, 0.8]) ?? 0,
    unmatched: random.pick([0, 0.1, 0.3]) ?? 0,
    extremes: number % 25 === 24 ? 0.3 : 0,
    few: 1 + random.below(4),
    chosen: new Map(),
  };
}

/** LIMIT 10 and HAVING count(*) > 10 only show with more rows than that. */
function tallCount(random: Random, { all }: Constants): number | undefined {
  const small = [...all]
    .map(Number)
    .filter((value) => Number.isInteger(value) && value >= 3 && value <= 100);
  const chosen = random.pick(small);
  return chosen === undefined ? undefined : Math.max(1, chosen - 1 + random.below(4));
}

function makeRow(
  table: Table,
  all: readonly SmallRow[],
  before: readonly SmallRow[],
  pools: Pools,
  random: Random,
  mood: Mood,
): SmallRow {
  const values = new Map<string, string>();
  const twin = random.chance(mood.repeats) ? random.pick(before) : undefined;
  const keys = uniqueColumns(table);
  for (const column of table.columns) {
    const { name } = column;
    if (column.generated !== null) continue;
    const repeated = twin?.values.get(name);
    if (repeated !== undefined && !keys.has(name) && random.chance(0.8)) {
      values.set(name, repeated);
      continue;
    }
    const used = keys.has(name) ? before.map((row) => row.values.get(name)) : [];
    const value = valueFor(column, pools, random, mood, used);
    if (value !== undefined) values.set(name, value);
  }
  for (const { references, columns } of table.constraints) {
    if (references === null || random.chance(mood.unmatched)) continue;
    const parents = all.filter((row) => nameOf(row.table) === nameOf(references.table));
    const taken = columns.length === 1 && keys.has(columns[0] ?? "") ? before : [];
    const free = parents.filter(({ values: theirs }) =>
      taken.every(
        (row) => row.values.get(columns[0] ?? "") !== theirs.get(references.columns[0] ?? ""),
      ),
    );
    const parent = random.pick(free.length > 0 ? free : parents);
    if (parent === undefined || columns.some((name) => values.get(name) === "null")) continue;
    columns.forEach((name, index) => {
      const value = parent.values.get(references.columns[index] ?? "");
      if (value !== undefined) values.set(name, value);
    });
  }
  return { table, values };
}

/** Columns that are a key by themselves. */
function uniqueColumns({ indexes }: Table): ReadonlySet<string> {
  const single = indexes.filter(
    ({ unique, keys, predicate }) => unique && keys.length === 1 && predicate === null,
  );
  return new Set(single.flatMap(({ keys }) => keys.map(({ column }) => column ?? "")));
}

function valueFor(
  column: Column,
  pools: Pools,
  random: Random,
  mood: Mood,
  used: readonly (string | undefined)[],
): string | undefined {
  const { own, shared, extreme, kind } = pools(column);
  if (column.notNull === null && random.chance(mood.nulls)) return "null";
  const defaulted = column.default !== null && !column.default.includes("nextval(");
  if (defaulted && random.chance(0.05)) return undefined;
  if (mood.extremes > 0 && extreme.length > 0 && random.chance(mood.extremes))
    return random.pick(extreme);
  const free = (values: readonly string[]): readonly string[] =>
    values.filter((value) => !used.includes(value));
  const mine = free(chosen(`${column.name} ${column.type}`, own, random, mood));
  if (mine.length > 0 && random.chance(0.6)) return random.pick(mine);
  // by the text, because columns of one kind do not all take the same values
  const common = chosen(kind, shared, random, mood).filter((value) => shared.includes(value));
  const few = random.chance(0.85) ? free(common) : [];
  const value = random.pick(few.length > 0 ? few : free(shared)) ?? random.pick(shared);
  return value ?? (column.notNull === null ? "null" : undefined);
}

function chosen(
  key: string,
  values: readonly string[],
  random: Random,
  mood: Mood,
): readonly string[] {
  const before = mood.chosen.get(key);
  if (before !== undefined) return before;
  const some = random.some(values, mood.few);
  mood.chosen.set(key, some);
  return some;
}

export function insertSql({ table, values }: SmallRow): string {
  const into = `insert into ${nameOf(table)}`;
  if (values.size === 0) return `${into} default values`;
  const always = table.columns.some(({ identity }) => identity?.generation === "always");
  const columns = [...values.keys()].map(quoteIdentifier).join(", ");
  return `${into} (${columns})${always ? " overriding system value" : ""} values (${[...values.values()].join(", ")})`;
}
