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
 * So many ids that all these columns take, as Postgres prints them; of an enum as many as it has labels, `least` or more. `number` keeps
 * those of one purpose apart from those of another. Throws UNSUPPORTED where no kind of value is known that they take.
 */
export async function idsFor(
  session: Session,
  places: readonly Place[],
  count: number,
  number: number,
  least = count,
): Promise<readonly string[]> {
  const numbers = Array.from({ length: count }, (_, at) => at + 1);
  const labels = await labelsOf(session, places);
  const asked = [...families.map((make) => numbers.map((at) => make(number, at))), labels];
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
    const answers = places.map((_, at) => taken[at * asked.length + family] ?? []);
    const [first = asked[family] ?? []] = answers;
    // a type may print them otherwise, as long as it tells them apart
    if (answers.every((values) => values.length >= count)) return first.slice(0, count);
  }
  const common = labels.filter((label) =>
    places.every((_, at) => taken[(at + 1) * asked.length - 1]?.includes(label)),
  );
  if (labels.length > 0 && common.length >= least) return common.slice(0, count);
  const [place] = places;
  const name =
    place === undefined
      ? "the ids"
      : `${identifier(nameOf(place.table))}.${identifier(place.column)}`;
  if (labels.length > 0)
    throw new ToolError(
      "UNSUPPORTED",
      `The proof needs ${least} different values in ${name}, and its enum has ${common.length} that every column of the intent for the same takes.`,
      "Pass the schema as `ddl` with more labels in the type: the policies are proven for any of them.",
    );
  throw new ToolError(
    "UNSUPPORTED",
    `No values could be made for ${name}.`,
    "Name columns of type uuid, integer or text in the intent.",
  );
}

/** Of the enum that the first column has, by itself or below domains. */
async function labelsOf(session: Session, [place]: readonly Place[]): Promise<readonly string[]> {
  const type = place?.table.columns.find(({ name }) => name === place.column)?.type;
  if (type === undefined) return [];
  const rows = await session.query<{ label: string }>(
    `with recursive base as (
       select oid, typbasetype from pg_catalog.pg_type where oid = $1::text::pg_catalog.regtype
       union all
       select t.oid, t.typbasetype from base join pg_catalog.pg_type t on t.oid = base.typbasetype
     )
     select enumlabel as label from base join pg_catalog.pg_enum on enumtypid = base.oid order by enumsortorder`,
    [type],
  );
  return rows.map(({ label }) => label);
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
