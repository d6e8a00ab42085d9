import { btree, type Definition } from "../../../../src/query/advice/candidates/definition.ts";
import type { Key } from "../../../../src/query/advice/candidates/key.ts";
import type { Objective } from "../../../../src/query/advice/objective.ts";
import type { Attributes } from "../../../../src/query/advice/search/extend.ts";
import type { Table } from "../../../../src/query/advice/table.ts";

const widest = 3;
/** A step has to save this share of the whole cost. */
const leastShare = 0.1;
/** Twice the logarithm of space weighs as much as that of time. */
const alpha = 2;

/**
 * In the manner of Postgres MCP Pro's tuning advisor: every set of up to three columns of a table in one arbitrary order (here that of
 * their names, where the original has that of a hash), sizes by its own formula, greedy steps that have to save a tenth of the cost
 * and to better log(time) + 2 log(space). What it takes for its budget is by that formula, and may be far more when it is built.
 */
export async function mcpPro(
  objective: Objective,
  attributes: readonly Attributes[],
): Promise<Set<number>> {
  const { whatIf } = objective;
  const tables = attributes.reduce((sum, { table }) => sum + table.pages * 8192, 0);
  const made = await whatIf.create(
    attributes.flatMap(({ table, keys }) => subsets(keys).map((set) => btree(table, set))),
  );
  const candidates = made.flatMap((candidate) => candidate ?? []);
  let current = new Set<number>();
  let cost = await objective.total(current);
  let score = Math.log(cost) + alpha * Math.log(tables);
  for (;;) {
    let best: { set: Set<number>; cost: number; score: number } | undefined;
    for (const { id } of candidates) {
      if (current.has(id)) continue;
      const set = new Set([...current, id]);
      const space = [...set].reduce(
        (sum, one) => sum + claimedBytes(whatIf.candidate(one).definition),
        0,
      );
      if (space > objective.budgetBytes) continue;
      const total = await objective.total(set);
      const reached = Math.log(total) + alpha * Math.log(tables + space);
      if (total <= cost * (1 - leastShare) && reached < (best?.score ?? score))
        best = { set, cost: total, score: reached };
    }
    if (best === undefined) return current;
    ({ set: current, cost, score } = best);
  }
}

/** (width + 8) x different values x 2, where a negative `n_distinct`, which means a share of the rows, counts as 1. */
function claimedBytes({ table, keys }: Definition): number {
  const columns = keys.flatMap((key) => table.columns.get(key.columns[0] ?? "") ?? []);
  const width = columns.reduce((sum, column) => sum + column.width, 8);
  const distinct = columns.reduce(
    (product, column) => product * claimedDistinct(column.distinct, table),
    1,
  );
  return width * distinct * 2;
}

/** As it arrives here, a share of the rows has been multiplied out; it looks like many values. */
const claimedDistinct = (distinct: number | undefined, table: Table): number =>
  distinct === undefined || distinct > table.rows * 0.1 ? 1 : distinct;

function subsets(keys: readonly Key[]): Key[][] {
  const sorted = keys.toSorted((a, b) => (a.text < b.text ? -1 : 1));
  const found: Key[][] = [];
  const extendSet = (set: Key[], from: number): void => {
    if (set.length > 0) found.push(set);
    if (set.length < widest)
      for (const [at, key] of sorted.entries()) if (at >= from) extendSet([...set, key], at + 1);
  };
  extendSet([], 0);
  return found;
}
