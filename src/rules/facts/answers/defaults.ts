import type { Row, Session } from "../../../core/session.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import { jsonRows } from "../../../postgres/catalog/read/source.ts";
import { constantOf } from "../../../sql/constants.ts";
import { quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import { asNode } from "../../../sql/walk.ts";
import { nameOf } from "../../engine/names.ts";
import { attempt } from "../policies/trial.ts";
import { partKey } from "./checks.ts";
import { bare, callsIn, isPure, parseExpression, volatileFunctions } from "./expressions.ts";

export interface DefaultFacts {
  /** Functions that it calls: `now`, `current_timestamp`, `app.next_id`. */
  readonly calls: readonly string[];
  /** Its value where it is a constant, cast or not. */
  readonly constant: string | undefined;
  /** Checks of the column alone that Postgres found false of it. */
  readonly violates: readonly string[];
}

/** What defaults are, and which of them the column's own checks refuse, by evaluation. */
export async function readDefaults(
  session: Session,
  { tables }: Catalog,
  signal: AbortSignal,
): Promise<Map<string, DefaultFacts>> {
  const volatile = await volatileFunctions(session);
  const checks = await singleColumnChecks(session);
  const defaults = new Map<string, Omit<DefaultFacts, "violates">>();
  const evaluations: string[] = [];
  for (const table of tables)
    for (const { name, type, default: expression } of table.columns) {
      if (expression === null) continue;
      const key = partKey(nameOf(table), name);
      const node = await parseExpression(expression);
      const constant = constantOf(asNode(bare(node), "A_Const") ?? {})[0];
      defaults.set(key, { calls: callsIn(node), constant });
      for (const check of isPure(node, volatile) ? (checks.get(key) ?? []) : [])
        if (isPure(await parseExpression(check.expression), volatile))
          evaluations.push(
            `select ${quoteLiteral(key)} as column, ${quoteLiteral(check.name)} as check
               from (select (${expression})::${type} as ${quoteIdentifier(name)}) as row
              where (${check.expression}) is false`,
          );
    }
  const violated = await falseOnes(session, evaluations, signal);
  return new Map(
    [...defaults].map(([key, facts]) => [
      key,
      {
        ...facts,
        violates: violated.flatMap(({ column, check }) => (column === key ? [check] : [])),
      },
    ]),
  );
}

interface Violated extends Row {
  readonly column: string;
  readonly check: string;
}

/** So many are evaluated at once: a round trip costs more. */
const AT_ONCE = 100;

/** What Postgres refuses to evaluate is left out. */
async function falseOnes(
  session: Session,
  evaluations: readonly string[],
  signal: AbortSignal,
): Promise<Violated[]> {
  const found: Violated[] = [];
  for (let from = 0; from < evaluations.length; from += AT_ONCE) {
    signal.throwIfAborted();
    const some = evaluations.slice(from, from + AT_ONCE);
    const together = await attempt(session, () =>
      session.query<Violated>(some.join(" union all ")),
    );
    if (together !== undefined) found.push(...together);
    else
      for (const one of some)
        found.push(...((await attempt(session, () => session.query<Violated>(one))) ?? []));
  }
  return found;
}

interface Check {
  readonly column: string;
  readonly name: string;
  readonly expression: string;
}

async function singleColumnChecks(session: Session): Promise<Map<string, Check[]>> {
  const rows = await jsonRows<Check>(
    session,
    `select pg_catalog.format('%I.%I.%I', n.nspname, c.relname, a.attname) as column, k.conname as name,
            pg_catalog.pg_get_expr(k.conbin, k.conrelid) as expression
       from pg_catalog.pg_constraint k
       join pg_catalog.pg_class c on c.oid = k.conrelid
       join pg_catalog.pg_namespace n on n.oid = c.relnamespace
       join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and k.conkey = array[a.attnum]
      where k.contype = 'c' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`,
  );
  const checks = new Map<string, Check[]>();
  for (const check of rows) checks.set(check.column, [...(checks.get(check.column) ?? []), check]);
  return checks;
}
