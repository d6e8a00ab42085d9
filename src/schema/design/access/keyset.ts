import { quoteIdentifier } from "../../../sql/quote.ts";
import type { DesignedColumn } from "../tables.ts";
import type { Sorted } from "./question.ts";

/**
 * What holds for the rows behind the last one of a page. In one direction, without NULLs, a comparison of rows, which an index answers as
 * it is; else the same written out, behind a bound on the first column that an index can answer. NULLs sort as Postgres sorts them: last,
 * and first where it is descending.
 */
export function after(
  sort: readonly Sorted[],
  given: (column: DesignedColumn) => string,
): readonly string[] {
  const terms = sort.map(({ column, descending }) => ({
    name: quoteIdentifier(column.name),
    last: given(column),
    descending,
    nullable: !column.notNull,
  }));
  const [first] = terms;
  if (first === undefined) return [];
  const plain = terms.every(
    ({ nullable, descending }) => !nullable && descending === first.descending,
  );
  const names = terms.map(({ name }) => name).join(", ");
  const lasts = terms.map(({ last }) => last).join(", ");
  if (plain)
    return terms.length === 1
      ? [`${names} ${first.descending ? "<" : ">"} ${lasts}`]
      : [`(${names}) ${first.descending ? "<" : ">"} (${lasts})`];
  const steps = terms.map((term, at) =>
    [...terms.slice(0, at).map(same), behind(term)].join(" AND "),
  );
  const bound = first.nullable
    ? []
    : [`${first.name} ${first.descending ? "<=" : ">="} ${first.last}`];
  return [...bound, `(${steps.map((step) => `(${step})`).join(" OR ")})`];
}

interface Term {
  readonly name: string;
  readonly last: string;
  readonly descending: boolean;
  readonly nullable: boolean;
}

const same = ({ name, last, nullable }: Term): string =>
  nullable ? `${name} IS NOT DISTINCT FROM ${last}` : `${name} = ${last}`;

function behind({ name, last, descending, nullable }: Term): string {
  const compared = `${name} ${descending ? "<" : ">"} ${last}`;
  if (!nullable) return compared;
  return descending
    ? `(${compared} OR (${last} IS NULL AND ${name} IS NOT NULL))`
    : `(${compared} OR (${last} IS NOT NULL AND ${name} IS NULL))`;
}
