import type { Session } from "../../core/session.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Column } from "../../postgres/catalog/model/column.ts";
import { qualified, quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { takenValues, type Question } from "./ask.ts";
import type { Bounds } from "./bounds.ts";
import { candidatesFor, usual, vectorOf } from "./candidates.ts";
import { conditionOf, mentionedIn, type Mentioned } from "./constants.ts";
import type { Fitted } from "./fitted.ts";
import { random, ROW, saltOf } from "./numbers.ts";
import { createRandom } from "./random.ts";
import { baseOf, isChecked, type Types } from "./types.ts";
import { pick, valueOf } from "./values.ts";

/** SQL of a column's value for the row number `neon_dba_row`, never NULL; undefined where no value is known. */
export type Values = (column: Column) => string | undefined;

interface Wanted {
  readonly fitted: Fitted;
  readonly column: Column;
  readonly salt: number;
  readonly general: string | undefined;
  readonly question: Question | undefined;
}

/** Values that a column without conditions is given so many of. */
const FEW = 40;

export interface Making {
  readonly types: Types;
  readonly bounds: ReadonlyMap<string, Bounds>;
  readonly rows: number;
  readonly seed: number;
}

/**
 * Columns without conditions get values of their type. For the others the database is asked which of the values that come into
 * question they take: constants of their conditions and what is near them, texts made after their patterns, values of the type.
 */
export async function makeValues(
  session: Session,
  tables: readonly Fitted[],
  catalog: Catalog,
  making: Making,
): Promise<Values> {
  const domains = await domainMentions(catalog);
  const wanted: Wanted[] = [];
  for (const fitted of tables) {
    const bounds = making.bounds.get(fitted.name);
    const mentioned = await mentionedIn(fitted.checks.map(({ condition }) => condition));
    const key = fitted.table.partitionKey ?? "";
    for (const column of fitted.table.columns) {
      const { name } = column;
      const values = new Set(mentioned.get(name)?.values);
      if (bounds !== undefined && new RegExp(`\\b${escape(name)}\\b`).test(key))
        bounds.constants.forEach((constant) => values.add(constant));
      const own = { values, patterns: new Set(mentioned.get(name)?.patterns) };
      const isKey = key.endsWith(` (${quoteIdentifier(name)})`);
      const taken = isKey ? bounds?.condition : undefined;
      wanted.push(want(fitted, column, { own, domains, making, taken }));
    }
  }
  const asked = wanted.flatMap(({ question }) => question ?? []);
  const answers = await takenValues(session, asked);
  const taken = new Map(asked.map((question, index) => [question, answers[index] ?? []]));
  const values = new Map(
    wanted.map(({ fitted, column, salt, general, question }) => {
      const pool = question === undefined ? [] : (taken.get(question) ?? []);
      if (pool.length === 0) return [column, general];
      const number = fitted.distinct.has(column.name) ? ROW : random(salt);
      return [column, `${pick(pool.map(quoteLiteral), number)}::${column.type}`];
    }),
  );
  return (column) => values.get(column);
}

const escape = (text: string): string => text.replaceAll(/[^\w]/g, "\\$&");

interface Context {
  readonly own: Mentioned;
  readonly domains: ReadonlyMap<string, Mentioned>;
  readonly making: Making;
  /** Of a partition key of one column, what there are partitions for. */
  readonly taken: string | undefined;
}

function want(fitted: Fitted, column: Column, { own, domains, making, taken }: Context): Wanted {
  const { types, seed, rows } = making;
  const { name, type } = column;
  const salt = saltOf(seed, fitted.name, name);
  const distinct = fitted.distinct.has(name);
  const indexed = fitted.table.indexes.some(({ keys }) =>
    keys.some((key) => key.column === name || key.expression.includes(name)),
  );
  const draw = {
    salt,
    distinct,
    long: !indexed && !fitted.checks.some(({ columns }) => columns.includes(name)),
  };
  const general = valueOf(type, types, draw);
  const base = baseOf(type, types);
  const of = domains.get(type) ?? domains.get(base);
  const mentioned = {
    values: new Set([...own.values, ...(of?.values ?? [])]),
    patterns: new Set([...own.patterns, ...(of?.patterns ?? [])]),
  };
  const alone = fitted.checks.filter(({ columns }) => columns.length === 1 && columns[0] === name);
  const becomes = fitted.becomes.get(name);
  const isPlain = alone.length === 0 && mentioned.values.size === 0 && !isChecked(type, types);
  if (isPlain && general !== undefined && becomes === undefined)
    return { fitted, column, salt, general, question: undefined };
  const count = distinct ? Math.ceil(rows * 1.3) : FEW;
  const numbers = createRandom(salt);
  const below = (limit: number): number => numbers.below(limit);
  const later =
    becomes === undefined ? undefined : valueOf(becomes, types, { ...draw, long: false });
  const made = [
    ...numbered(later, count).map((value) => `(${value})::text`),
    ...(later === undefined ? numbered(general, count) : []),
  ];
  const expressions = [
    ...candidatesFor(base, mentioned, count, below),
    ...made,
    ...(general === undefined || mentioned.values.size > 0 ? [...usual, ...vectorOf(type)] : []),
  ];
  const conditions = [...alone.map((check) => check.condition), taken ?? "true"];
  const condition = conditions.map((each) => `(${each})`).join(" and ");
  return {
    fitted,
    column,
    salt,
    general,
    question: { type, column: name, condition, expressions },
  };
}

const numbered = (expression: string | undefined, count: number): string[] =>
  expression === undefined
    ? []
    : Array.from({ length: count }, (_, row) => expression.replaceAll(ROW, `${row}::int8`));

/** By the domain's type name. */
async function domainMentions({ types }: Catalog): Promise<ReadonlyMap<string, Mentioned>> {
  const found = new Map<string, Mentioned>();
  for (const type of types) {
    if (type.kind !== "domain" || type.constraints.length === 0) continue;
    const conditions = type.constraints.map(({ definition }) => conditionOf(definition));
    const mentioned = (await mentionedIn(conditions)).get("value");
    if (mentioned !== undefined) found.set(qualified(type.schema, type.name), mentioned);
  }
  return found;
}
