import { qualified, quoteIdentifier } from "../../../sql/quote.ts";
import type { DesignedColumn } from "../tables.ts";
import { after } from "./keyset.ts";
import type { Question } from "./question.ts";
import { documentOf, TEXT_SEARCH } from "./text-search.ts";

/** A statement as an application sends it. */
export interface Query {
  readonly sql: string;
  readonly parameters: readonly Parameter[];
}

export interface Parameter {
  readonly name: string;
  /** As Postgres prints it. */
  readonly type: string;
}

/** Rows of a page. A number in the text: of a parameter the planner knows nothing. */
const PAGE = 50;

/** What answers a question: all rows, or the first page of those that are sorted, and the page after a row. */
export function queriesOf(question: Question): readonly [first: Query, next?: Query] {
  const first = queryOf(question, false);
  return question.sort.length === 0 ? [first] : [first, queryOf(question, true)];
}

function queryOf(question: Question, next: boolean): Query {
  const { table, equals, joins, range, contains, search, sort } = question;
  const parameters: Parameter[] = [];
  const given = (name: string, type: string): string => {
    parameters.push({ name, type });
    return `$${parameters.length}`;
  };
  const inTenant = (tenant: DesignedColumn | undefined): string => {
    const at = parameters.findIndex(({ name }) => name === tenant?.name);
    if (tenant === undefined) return "";
    return ` AND j.${quoted(tenant)} = ${at < 0 ? given(tenant.name, tenant.type) : `$${at + 1}`}`;
  };
  const quoted = ({ name }: DesignedColumn): string => quoteIdentifier(name);
  const conditions = [
    ...equals.map((column) => `${quoted(column)} = ${given(column.name, column.type)}`),
    ...joins.map(
      ({ table: joining, tenant, own, key, other }) =>
        `${quoteIdentifier(key)} IN (SELECT j.${quoted(own)} FROM ${qualified(joining.schema, joining.name)} j WHERE j.${quoted(other)} = ${given(other.name, other.type)}${inTenant(tenant)})`,
    ),
    ...range.map(
      (column) =>
        `${quoted(column)} >= ${given(`${column.name}_from`, column.type)} AND ${quoted(column)} < ${given(`${column.name}_to`, column.type)}`,
    ),
    ...contains.map((column) => `${quoted(column)} @> ${given(column.name, column.type)}`),
    ...(search.length === 0
      ? []
      : [
          `${documentOf(search)} @@ websearch_to_tsquery('${TEXT_SEARCH}', ${given("words", "text")})`,
        ]),
    ...(table.livePredicate === null ? [] : [table.livePredicate]),
    ...(next ? after(sort, ({ name, type }) => given(`last_${name}`, type)) : []),
  ];
  const order = sort.map(
    ({ column, descending }) => `${quoted(column)}${descending ? " DESC" : ""}`,
  );
  const lines = [
    `SELECT ${selected(question).map(quoted).join(", ")}`,
    `FROM ${qualified(table.schema, table.name)}`,
    ...(conditions.length === 0 ? [] : [`WHERE ${conditions.join("\n  AND ")}`]),
    ...(order.length === 0 ? [] : [`ORDER BY ${order.join(", ")}`, `LIMIT ${PAGE}`]),
  ];
  return { sql: lines.join("\n"), parameters };
}

/** The key, what the entity has of its own, what the rows are sorted by, and the version that an update has to name. */
export function selected({ table, sort }: Question): readonly DesignedColumn[] {
  const sorted = new Set(sort.map(({ column }) => column));
  return table.columns.filter(
    (column) =>
      table.primaryKey.includes(column.name) ||
      sorted.has(column) ||
      (column.member !== null && !KEPT_BY_THE_TABLE.has(column.name)),
  );
}

const KEPT_BY_THE_TABLE: ReadonlySet<string> = new Set(["created_at", "updated_at", "deleted_at"]);
