import { ToolError } from "../../../core/errors.ts";
import { identifier } from "../../../core/identifier.ts";
import type { Session } from "../../../core/session.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { takenValues } from "../../../schema/rows/ask.ts";
import { conditionOf } from "../../../schema/rows/constants.ts";
import { quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import { nameOf } from "../place.ts";

/** A column that takes ids of one kind. */
export interface Place {
  readonly table: Table;
  readonly column: string;
}

/**
 * So many ids that all these columns take, as Postgres prints them. `number` keeps those of one purpose apart from those of another.
 * Throws UNSUPPORTED where no kind of value is known that they take.
 */
export async function idsFor(
  session: Session,
  places: readonly Place[],
  count: number,
  number: number,
): Promise<readonly string[]> {
  const numbers = Array.from({ length: count }, (_, at) => at + 1);
  const asked = families.map((make) => numbers.map((at) => make(number, at)));
  const questions = places.flatMap(({ table, column }) => {
    const type = table.columns.find(({ name }) => name === column)?.type ?? "text";
    const checks = table.constraints
      .filter(({ kind, columns }) => kind === "check" && columns.every((name) => name === column))
      .map(({ definition }) => `(${conditionOf(definition)})`);
    const condition = checks.length === 0 ? "true" : checks.join(" and ");
    return asked.map((values) => ({
      type,
      column: quoteIdentifier(column),
      condition,
      expressions: values.map(quoteLiteral),
    }));
  });
  const taken = await takenValues(session, questions);
  for (const family of families.keys()) {
    const answers = places.map((_, at) => taken[at * families.length + family] ?? []);
    const [first = asked[family] ?? []] = answers;
    // a type may print them otherwise, as long as it tells them apart
    if (answers.every((values) => values.length >= count)) return first.slice(0, count);
  }
  const [place] = places;
  throw new ToolError(
    "UNSUPPORTED",
    `No values could be made for ${place === undefined ? "the ids" : `${identifier(nameOf(place.table))}.${identifier(place.column)}`}.`,
    "Name columns of type uuid, integer or text in the intent.",
  );
}

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, "0");

/** From the narrowest type to the widest, so that what looks like a number is one everywhere. */
const families: readonly ((purpose: number, at: number) => string)[] = [
  (purpose, at) => `${hex(0xa0 + purpose, 8)}-0000-4000-8000-${hex(at, 12)}`,
  (purpose, at) => String(700_000_000 + purpose * 1000 + at),
  (purpose, at) => String(20_000 + purpose * 40 + at),
  (purpose, at) => `neon_dba_${purpose}_${at}`,
  (purpose, at) => `n${purpose}x${at}`,
  (purpose, at) => `n${purpose}x${at}@example.org`,
  (purpose, at) => `01${"0".repeat(20)}${hex(purpose, 2)}${hex(at, 2)}`.toUpperCase(),
];
