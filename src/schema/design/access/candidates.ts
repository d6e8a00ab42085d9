import { quoteIdentifier } from "../../../sql/quote.ts";
import type { DesignedColumn, DesignedTable } from "../tables.ts";
import { btree, inverted } from "./candidate.ts";
import type { Candidate, Key } from "./candidate.ts";
import { foreignKeysLed } from "./foreign-keys.ts";
import { selected } from "./query.ts";
import type { Question } from "./question.ts";
import { documentOf } from "./text-search.ts";

/** How often a column is asked for by equality: what many patterns share stands first, so that one index begins as all of them do. */
export type Shared = ReadonlyMap<DesignedColumn, number>;

export function sharedBy(questions: readonly Question[]): Shared {
  const shared = new Map<DesignedColumn, number>();
  for (const { table, equals } of questions)
    for (const column of equals) {
      const references = table.foreignKeys.some(({ columns: [first] }) => first === column.name);
      shared.set(column, (shared.get(column) ?? (references ? 1 : 0)) + 1);
    }
  return shared;
}

/**
 * What could answer a question: equality, then what the rows are sorted by, or equality, then the range; with the tenant in front, and without it
 * where a foreign key has to be found without, and without what policies keep from indexes; GIN or GiST for what is contained and for words. Which of them is right is the planner's to say.
 */
export function candidatesOf(question: Question, shared: Shared): Candidate[] {
  const { table, equals, joins, range, sort, leaky } = question;
  const ordered = equals.toSorted((a, b) => (shared.get(b) ?? 0) - (shared.get(a) ?? 0));
  const withoutTenant = ordered.filter(({ name }) => name !== table.tenantColumn);
  const alone = withoutTenant.some(({ name }) =>
    table.foreignKeys.some(({ columns }) => columns.length === 1 && columns[0] === name),
  );
  const answered = ordered.filter((column) => !leaky.includes(column));
  const leads = [
    ordered,
    ...(alone && withoutTenant.length < ordered.length ? [withoutTenant] : []),
    ...(answered.length < ordered.length ? [answered] : []),
  ];
  const found = [
    ...leads.flatMap((lead) => tailsOf(range, sort).map((tail) => over(table, lead, tail))),
    ...joins.map(({ table: joining, tenant, other, own }) =>
      btree(joining, {
        keys: [tenant, other, own].flatMap((column) => (column === undefined ? [] : { column })),
        where: null,
      }),
    ),
    ...invertedOf(question),
  ];
  const made = found.filter((candidate) => candidate !== undefined);
  return [...new Map(made.map((candidate) => [candidate.sql, candidate])).values()];
}

function tailsOf(range: Question["range"], sort: Question["sort"]): readonly (readonly Key[])[] {
  const tails: (readonly Key[])[] = range.map((column) => [{ column }]);
  if (sort.length > 0) return [sort, ...tails.filter(([key]) => key?.column !== sort[0]?.column)];
  return tails.length === 0 ? [[]] : tails;
}

function over(
  table: DesignedTable,
  equals: readonly DesignedColumn[],
  tail: readonly Key[],
): Candidate | undefined {
  const keys = [
    ...equals.map((column): Key => directed(column, tail)),
    ...tail.filter(({ column }) => !equals.includes(column)),
  ];
  if (keys.length === 0) return undefined;
  // an index that the foreign key needs, too, has all rows
  const columns = keys.map(({ column }) => column.name);
  const where = foreignKeysLed(table, columns).length > 0 ? null : table.livePredicate;
  return btree(table, { keys, where });
}

/** Before columns that all descend, equality does not care. */
const directed = (column: DesignedColumn, tail: readonly Key[]): Key =>
  tail.length > 0 && tail.every(({ descending }) => descending === true)
    ? { column, descending: true }
    : { column };

function invertedOf({ table, contains, search }: Question): Candidate[] {
  const found = contains.map((column) => {
    const name = quoteIdentifier(column.name);
    return column.type.endsWith("range")
      ? inverted(table, "gist", [column], [name])
      : inverted(
          table,
          "gin",
          [column],
          [column.type === "jsonb" ? `${name} jsonb_path_ops` : name],
        );
  });
  return search.length === 0
    ? found
    : [...found, inverted(table, "gin", search, [documentOf(search)])];
}

/** Bytes of a row that an index may hold beside its key. */
const WIDTHS: Readonly<Record<string, number>> = {
  boolean: 1,
  smallint: 2,
  integer: 4,
  real: 4,
  date: 4,
  bigint: 8,
  "double precision": 8,
  "timestamp with time zone": 8,
  "timestamp without time zone": 8,
  uuid: 16,
};
const INCLUDED_BYTES = 40;

/**
 * The index with what else the question returns, where that is little and rows are not changed after they were written: then the table
 * need not be visited. Undefined where it would not do.
 */
export function covering(question: Question, { keys, where }: Candidate): Candidate | undefined {
  const { table, pattern, joins } = question;
  if (pattern.frequency !== "high" || keys.length === 0 || joins.length > 0) return undefined;
  if (table.livePredicate !== null || table.columns.some(({ member }) => member === "version"))
    return undefined;
  const include = selected(question).filter((column) => !keys.some((key) => key.column === column));
  const width = include.reduce((sum, { type }) => sum + (WIDTHS[type] ?? Infinity), 0);
  if (include.length === 0 || width > INCLUDED_BYTES) return undefined;
  return btree(table, { keys, include, where });
}
