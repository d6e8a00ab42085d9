import { ToolError } from "../../../core/errors.ts";
import type { Session } from "../../../core/session.ts";
import { qualified } from "../../../sql/quote.ts";
import type { IndexFacts } from "./indexes.ts";

/** Initial plans in one statement: a target list may have 1,664 entries. */
const AT_ONCE = 200;

/**
 * How many rows each index would have: all of its table, or those of its predicate as the planner estimates them. A table's rows are
 * those of the last ANALYZE, grown with its file, as in `estimate_rel_size`.
 */
export async function readRows(
  session: Session,
  indexes: readonly IndexFacts[],
): Promise<ReadonlyMap<string, number>> {
  const rows = new Map<string, number>();
  const asked: IndexFacts[] = [];
  for (const index of indexes) {
    if (index.predicate === null && index.reltuples >= 0) rows.set(index.oid, tableRows(index));
    else asked.push(index);
  }
  for (let from = 0; from < asked.length; from += AT_ONCE) {
    const batch = asked.slice(from, from + AT_ONCE);
    const estimates = await estimate(session, batch);
    batch.forEach(({ oid }, at) => rows.set(oid, estimates[at] ?? 0));
  }
  return rows;
}

export const tableRows = ({ reltuples, relpages, tablePages }: IndexFacts): number =>
  relpages > 0 && tablePages > 0 ? (reltuples * tablePages) / relpages : reltuples;

interface Node {
  readonly "Plan Rows": number;
  readonly "Parent Relationship"?: string;
  readonly Plans?: readonly Node[];
}

/** One EXPLAIN for all; where one predicate cannot be planned, one for each, and no row for that one. */
async function estimate(session: Session, indexes: readonly IndexFacts[]): Promise<number[]> {
  const selects = indexes.map(
    ({ schema, table, predicate }) =>
      `(select 1 from only ${qualified(schema, table)} where ${predicate ?? "true"})`,
  );
  try {
    const [row] = await session.query<{ "QUERY PLAN": [{ Plan: Node }] }>(
      `explain (format json) select ${selects.join(", ")}`,
    );
    const plans = row?.["QUERY PLAN"][0].Plan.Plans ?? [];
    return plans
      .filter((plan) => plan["Parent Relationship"] === "InitPlan")
      .map((plan) => plan["Plan Rows"]);
  } catch (error) {
    if (!(error instanceof ToolError) || error.sqlstate === undefined) throw error;
    if (indexes.length === 1) return [0];
    const each: number[] = [];
    for (const index of indexes) each.push(...(await estimate(session, [index])));
    return each;
  }
}
