import type { Session } from "../../../core/session.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { parseScript } from "../../../sql/parse.ts";
import { asNode, listOf, nameParts, textOf, walk } from "../../../sql/walk.ts";
import { explain } from "../../explain.ts";
import type { Explainable } from "../../explainable.ts";
import type { PlanNode, Relation } from "../../plan/node.ts";

/** What stands on the other side of a `$n` in a plan's conditions. */
interface Compared {
  readonly relation: Relation;
  readonly column: string;
  /** `col = any ($1)` */
  readonly list: boolean;
}

/** Rows of a page, where a statement's LIMIT is a parameter. */
const PAGE = "20";

/**
 * Values for a statement that pg_stat_statements knows with `$1`: of each column that a parameter is compared with, the commonest value or
 * the middle of the histogram. Undefined when a parameter is compared with no column.
 */
export async function valuesFor(
  session: Session,
  given: Explainable,
): Promise<readonly unknown[] | undefined> {
  if (given.parameters === 0) return [];
  const { plan } = await explain(session, given, { analyze: false });
  const compared = await comparisons(plan.nodes);
  const limits = limitParameters(given.statement.node);
  const values: unknown[] = [];
  for (let number = 1; number <= given.parameters; number++) {
    const limit = limits.get(number);
    const found = compared.get(number);
    const value = limit ?? (found && (await valueOf(session, found)));
    if (value === undefined) return undefined;
    values.push(found?.list === true && limit === undefined ? [value] : value);
  }
  return values;
}

function limitParameters(statement: unknown): Map<number, string> {
  const found = new Map<number, string>();
  walk(statement, (tag, fields) => {
    if (tag !== "SelectStmt") return;
    for (const [field, value] of [
      ["limitCount", PAGE],
      ["limitOffset", "0"],
    ] as const) {
      const number = parameterIn(fields[field]);
      if (number !== undefined) found.set(number, value);
    }
  });
  return found;
}

async function comparisons(nodes: readonly PlanNode[]): Promise<Map<number, Compared>> {
  const found = new Map<number, Compared>();
  const relations = nodes.flatMap(({ relation }) => relation ?? []);
  for (const { clauses } of nodes)
    for (const { text } of clauses.filter((clause) => clause.text.includes("$"))) {
      const [statement] = await parseScript(`select ${text}`).catch(() => []);
      walk(statement?.node, (tag, fields) => {
        if (tag !== "A_Expr") return;
        const sides = [fields["lexpr"], fields["rexpr"]];
        const number = sides.map(parameterIn).find((side) => side !== undefined);
        const [alias, column] = sides.map(columnIn).find((side) => side.length === 2) ?? [];
        const relation = relations.find((each) => each.alias === alias);
        if (number === undefined || relation === undefined || column === undefined) return;
        const list = textOf(fields["kind"]) === "AEXPR_OP_ANY";
        if (!found.has(number)) found.set(number, { relation, column, list });
      });
    }
  return found;
}

/** Under the casts that Postgres prints. */
function bare(node: unknown): unknown {
  const cast = asNode(node, "TypeCast");
  return cast === undefined ? node : bare(cast["arg"]);
}

function parameterIn(node: unknown): number | undefined {
  const number = asNode(bare(node), "ParamRef")?.["number"];
  return typeof number === "number" ? number : undefined;
}

function columnIn(node: unknown): string[] {
  const reference = asNode(bare(node), "ColumnRef");
  return reference === undefined ? [] : nameParts(listOf(reference["fields"]));
}

const fromStatistics = `
select coalesce((most_common_vals::text::text[])[1],
                (histogram_bounds::text::text[])[greatest(1, cardinality(histogram_bounds::text::text[]) / 2)]) as value
from pg_catalog.pg_stats
where schemaname = $1 and tablename = $2 and attname = $3
order by inherited desc limit 1`;

async function valueOf(session: Session, { relation, column }: Compared): Promise<unknown> {
  const { schema = "", name } = relation;
  const [known] = await session.query<{ value: string | null }>(fromStatistics, [
    schema,
    name,
    column,
  ]);
  if (typeof known?.value === "string") return known.value;
  const field = quoteIdentifier(column);
  const [row] = await session.query<{ value: string | null }>(
    `select ${field}::text as value from ${quoteIdentifier(schema)}.${quoteIdentifier(name)} where ${field} is not null limit 1`,
  );
  return row?.value ?? undefined;
}
