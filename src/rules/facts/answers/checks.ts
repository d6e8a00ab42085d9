import type { Session } from "../../../core/session.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { nameOf } from "../../engine/names.ts";
import { boundedIn, listsIn, requiredIn } from "./conditions.ts";
import { isPure, parseExpression, volatileFunctions } from "./expressions.ts";
import { impossible, type Question } from "./impossible.ts";

export interface CheckFacts {
  /** What a column has to be one of, by column. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  /** Columns that it holds to a bound or to an order. */
  readonly bounded: ReadonlySet<string>;
  /** The column of which it says that it is not NULL, and nothing more. */
  readonly requires: string | undefined;
  /** By the planner's proof: no row can violate it. */
  readonly neverFalse: boolean;
  /** By the planner's proof: only rows with a NULL can pass, or none. */
  readonly neverTrue: boolean;
  /** Names of checks of the same table with which it is never true together. */
  readonly against: readonly string[];
}

interface Check {
  readonly table: Table;
  readonly name: string;
  readonly expression: string;
  readonly node: unknown;
}

export const partKey = (table: string, part: string): string => `${table}.${quoteIdentifier(part)}`;

/** What the checks of tables say, and which of them the planner proves to be empty or impossible. */
export async function readChecks(
  session: Session,
  catalog: Catalog,
  signal: AbortSignal,
): Promise<Map<string, CheckFacts>> {
  const checks = await checksOf(session, catalog);
  const volatile = await volatileFunctions(session);
  const asked = checks.filter(({ node }) => isPure(node, volatile));
  const questions = asked.flatMap((check) => [
    question(check, "false", `not (${check.expression})`),
    question(check, "true", `(${check.expression})`),
  ]);
  const pairs = asked.flatMap((a) =>
    asked
      .filter((b) => a.table === b.table && a.name < b.name)
      .map((b) => ({ a, b, ...question(a, b.name, `(${a.expression}) and (${b.expression})`) })),
  );
  const proven = await impossible(session, [...questions, ...pairs], signal);
  const never = (check: Check, what: "true" | "false"): boolean => proven.has(keyOf(check, what));
  const opposed = pairs.filter(
    ({ key, a, b }) => proven.has(key) && !never(a, "true") && !never(b, "true"),
  );
  return new Map(
    checks.map((check) => [
      partKey(nameOf(check.table), check.name),
      {
        lists: listsIn(check.node),
        bounded: boundedIn(check.node),
        requires: requiredIn(check.node),
        neverFalse: never(check, "false"),
        neverTrue: never(check, "true"),
        against: opposed.flatMap(({ a, b }) =>
          a === check ? [b.name] : b === check ? [a.name] : [],
        ),
      },
    ]),
  );
}

const keyOf = ({ table, name }: Check, what: string): string =>
  JSON.stringify([nameOf(table), name, what]);

const question = (check: Check, what: string, condition: string): Question => ({
  key: keyOf(check, what),
  columns: check.table.columns,
  condition,
});

async function checksOf(session: Session, { tables }: Catalog): Promise<Check[]> {
  const byName = new Map(tables.map((table) => [nameOf(table), table]));
  const rows = await jsonRows<{ table: string; name: string; expression: string }>(
    session,
    `select pg_catalog.format('%I.%I', n.nspname, c.relname) as table, k.conname as name,
            pg_catalog.pg_get_expr(k.conbin, k.conrelid) as expression
       from pg_catalog.pg_constraint k
       join pg_catalog.pg_class c on c.oid = k.conrelid
       join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where k.contype = 'c' and k.conislocal and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
      order by 1, 2`,
  );
  const checks: Check[] = [];
  for (const { table: name, ...row } of rows) {
    const table = byName.get(name);
    if (table !== undefined)
      checks.push({ ...row, table, node: await parseExpression(row.expression) });
  }
  return checks;
}
