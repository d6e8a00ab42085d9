import type { Session } from "../../../core/session.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { qualified } from "../../../sql/quote.ts";
import { nameOf } from "../../engine/names.ts";
import type { PolicyFunction } from "../dependencies.ts";
import { explainScan, type Scan } from "./explained.ts";
import { onlyPolicy } from "./only-policy.ts";
import { attempt, trial } from "./trial.ts";

/** Makes what stands in the place of `current_setting` where nothing is set. */
export async function makeUnset(session: Session, prober: string): Promise<void> {
  for (const statement of UNSET.split(";")) await session.query(statement);
  await session.query(`grant usage on schema unset to ${prober}`);
}

/** In the place of `current_setting`, which is found first: nothing is set. */
const UNSET = `
  create schema unset;
  create function unset.current_setting(text) returns text language sql immutable as 'select null::text';
  create function unset.current_setting(text, boolean) returns text language sql immutable as 'select null::text'`;

/** How often sub-selects are replaced by what came out of them. */
const DEPTH = 4;

/**
 * Whether the planner, told that settings are unset and the functions of the context NULL, finds the condition true of every row. What it
 * knows of a sub-select (`(select f())` becomes an InitPlan) is put in its place, and it is asked again.
 */
export async function withoutContext(
  session: Session,
  prober: string,
  table: Table,
  expression: string,
  functions: readonly PolicyFunction[],
): Promise<boolean> {
  await session.query("select set_config('search_path', 'unset, pg_catalog', true)");
  for (const one of functions) await attempt(session, () => session.query(nothingFrom(one)));
  let condition = expression;
  for (let depth = 0; depth < DEPTH; depth++) {
    const scan = await trial(session, () => plannedAs(session, prober, table, condition));
    if (scan.node === undefined) return false;
    const left = [scan.gate, scan.filter].filter((part) => part !== undefined);
    if (left.length === 0) return scan.indexes.length === 0;
    const next = substituted(left.join(" AND "), scan);
    if (next === undefined || next === condition) return false;
    condition = next;
  }
  return false;
}

const nothingFrom = ({ schema, name, identity, result }: PolicyFunction): string =>
  `create or replace function ${qualified(schema, name)}(${identity}) returns ${result} language sql immutable as 'select null::${result.replaceAll("'", "''")}'`;

async function plannedAs(
  session: Session,
  prober: string,
  table: Table,
  condition: string,
): Promise<Scan> {
  await onlyPolicy(session, table, condition);
  // What an index finds would be no filter.
  await session.query(
    `select set_config('enable_indexscan', 'off', true), set_config('enable_bitmapscan', 'off', true),
            set_config('enable_indexonlyscan', 'off', true), set_config('role', $1, true)`,
    [prober],
  );
  return explainScan(session, nameOf(table));
}

/** InitPlans that only reckon a value, replaced by it; undefined where the rest is no SQL. */
function substituted(condition: string, { subplans }: Scan): string | undefined {
  const text = condition.replaceAll(/\((InitPlan \d+)\)\.col1/g, (whole, name: string) => {
    const node = subplans.get(name);
    const [value] = node?.Output ?? [];
    return value === undefined || node?.Plans !== undefined || node?.["Relation Name"] !== undefined
      ? whole
      : `(${value})`;
  });
  if (/\b(InitPlan|SubPlan) \d+/.test(text)) return undefined;
  // Of one argument the planner leaves it as it is.
  return text.replaceAll(/COALESCE\(([\w."]+)\)/g, "$1");
}
