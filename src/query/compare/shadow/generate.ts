import type { Column } from "../../../postgres/catalog/model/column.ts";
import type { ObjectName } from "../../../postgres/catalog/model/common.ts";
import type { Reference } from "../../../postgres/catalog/model/constraint.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import type { Constants } from "./constants.ts";
import { createRandom, type Random } from "../../../schema/rows/random.ts";
import { nameOf } from "./tables.ts";
import type { Pools } from "./values.ts";

/** A row to be inserted: SQL by column, in the order of the columns. What is left out gets its default. */
export interface SmallRow {
  readonly table: Table;
  readonly values: ReadonlyMap<string, string>;
}

/** What rows are made from. */
export interface RowSource {
  /** Referenced tables before those that reference them. */
  readonly tables: readonly Table[];
  readonly pools: Pools;
  readonly constants: Constants;
}

/** Rows in the order in which they are inserted; those that a constraint refuses are not there. */
export type SmallDatabase = readonly SmallRow[];

/**
 * The small database of a number: the same for the same number, schema and statements. The first are bare (nothing, one row
 * in each table, one table empty); the others differ in how many rows, NULLs and repetitions they have and in the few values
 * that they draw from, because rows only meet, tie and repeat where values are few.
 */
export function smallDatabase(number: number, source: RowSource): SmallDatabase {
  const { tables, constants } = source;
  const random = createRandom(number * 7919 + 1);
  const mood = moodOf(random, number);
  const rows: SmallRow[] = [];
  const tall = random.chance(0.2) ? tallCount(random, constants) : undefined;
  const tallTable = random.below(tables.length);
  tables.forEach((table, index) => {
    const few =
      number <= tables.length + 1 ? (number === 0 || number === index + 1 ? 0 : 1) : undefined;
    const many = tall !== undefined && tallTable === index ? tall : random.pick(counts);
    const before: SmallRow[] = [];
    for (let left = few ?? many ?? 1; left > 0; left--) {
      const row = makeRow({ ...source, table, before, all: rows, random, mood });
      if (row === undefined) break;
      before.push(row);
      rows.push(row);
    }
  });
  return rows;
}

const counts = [0, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5];

interface Mood {
  readonly nulls: number;
  readonly repeats: number;
  readonly unmatched: number;
  readonly extremes: number;
  /** Rows that reference themselves, in few databases: a recursion over them may never end. */
  readonly circles: number;
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
    circles: [7, 27, 47].includes(number) ? 0.8 : 0,
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

interface Making extends RowSource {
  readonly table: Table;
  /** Rows of this table, and of all. */
  readonly before: readonly SmallRow[];
  readonly all: readonly SmallRow[];
  readonly random: Random;
  readonly mood: Mood;
}

/** How often a row is made anew because it has the key of another. */
const ATTEMPTS = 5;

/** A row whose references are met and whose keys are its own, as far as that can be seen here; undefined where there is none. */
function makeRow(making: Making): SmallRow | undefined {
  const { table, before } = making;
  const keys = keysOf(table);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const values = drawValues(making, new Set(keys.filter(({ length }) => length === 1).flat()));
    if (values === undefined) continue;
    const taken = keys.some((key) =>
      before.some((row) => key.every((name) => row.values.get(name) === values.get(name))),
    );
    if (!taken) return { table, values };
  }
  return undefined;
}

function keysOf({ indexes }: Table): string[][] {
  return indexes
    .filter(({ unique, predicate }) => unique && predicate === null)
    .map(({ keys }) => keys.map(({ column }) => column ?? ""));
}

function drawValues(making: Making, keys: ReadonlySet<string>): Map<string, string> | undefined {
  const { table, before, random, mood } = making;
  const values = new Map<string, string>();
  const twin = random.chance(mood.repeats) ? random.pick(before) : undefined;
  for (const column of table.columns) {
    const { name } = column;
    if (column.generated !== null) continue;
    const repeated = twin?.values.get(name);
    const again = repeated !== undefined && !keys.has(name) && random.chance(0.8);
    const value = again ? repeated : valueFor(making, column, keys.has(name));
    if (value !== undefined) values.set(name, value);
  }
  const met = table.constraints.every(
    ({ references, columns }) =>
      references === null || meetReference(making, columns, references, values, keys),
  );
  return met ? values : undefined;
}

/** Gives the columns of a foreign key the key of a row that is there, or NULL; false where neither can be. */
function meetReference(
  { table, before, all, random, mood }: Making,
  columns: readonly string[],
  references: Reference,
  values: Map<string, string>,
  keys: ReadonlySet<string>,
): boolean {
  if (columns.some((name) => values.get(name) === "null")) return true;
  const nullable = columns.filter(
    (name) => table.columns.find((column) => column.name === name)?.notNull === null,
  );
  const parents = all.filter((row) => isSame(row.table, references.table));
  const unused = parents.filter((parent) =>
    columns.every(
      (name, index) =>
        !keys.has(name) ||
        before.every(
          (row) => row.values.get(name) !== parent.values.get(references.columns[index] ?? ""),
        ),
    ),
  );
  const parent =
    nullable.length > 0 && random.chance(mood.unmatched) ? undefined : random.pick(unused);
  const itself = isSame(table, references.table) ? { values } : undefined;
  const found =
    random.chance(mood.circles) && itself
      ? itself
      : (parent ?? (nullable.length > 0 ? undefined : itself));
  if (found === undefined) nullable.forEach((name) => values.set(name, "null"));
  else
    columns.forEach((name, index) => {
      const value = found.values.get(references.columns[index] ?? "");
      if (value !== undefined) values.set(name, value);
    });
  return found !== undefined || nullable.length > 0;
}

const isSame = (one: ObjectName, other: ObjectName): boolean =>
  one.name === other.name && one.schema === other.schema;

/** SQL of a value; undefined leaves the column to its default. */
function valueFor(
  { pools, constants, random, mood, before }: Making,
  column: Column,
  isKey: boolean,
): string | undefined {
  const { name, notNull } = column;
  const { own, shared, extreme, kind } = pools(column);
  const optional =
    notNull === null || (column.default !== null && !/nextval\(/.test(column.default));
  if (optional && !isKey && random.chance(constants.mentions(name) ? 0.03 : 1)) return undefined;
  if (notNull === null && random.chance(mood.nulls)) return "null";
  if (extreme.length > 0 && random.chance(mood.extremes)) return random.pick(extreme);
  const used = isKey ? new Set(before.map((row) => row.values.get(name))) : new Set();
  const free = (values: readonly string[]): readonly string[] =>
    values.filter((value) => !used.has(value));
  const mine = free(chosen(`${name} ${column.type}`, own, random, mood));
  if (mine.length > 0 && random.chance(0.6)) return random.pick(mine);
  // columns of one kind do not all take the same values
  const common = chosen(kind, shared, random, mood).filter((value) => shared.includes(value));
  const few = random.chance(0.85) ? free(common) : [];
  const value = random.pick(few.length > 0 ? few : free(shared)) ?? random.pick(shared);
  return value ?? (notNull === null ? "null" : undefined);
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
