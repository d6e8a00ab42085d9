import { quoteIdentifier } from "../../sql/quote.ts";
import { columnsOf, type Expression } from "../expression/expression.ts";
import type { RelationFacts } from "../facts/relation.ts";
import type { PlanNode } from "../plan/node.ts";
import type { FindingContext } from "./context.ts";
import {
  createIndex,
  indexKeys,
  keyFor,
  leadsAnIndex,
  plainColumn,
  tableName,
} from "./index-advice.ts";
import type { FindingRule, Observation } from "./rule.ts";
import { filteredScans, type FilteredScan } from "./scan.ts";
import { keyIsLeading, limitedSort, sortColumns } from "./sort-columns.ts";
import { count, evidence, percent, share } from "./support.ts";

/** A scan that keeps more than this part of what it reads is what Postgres should do. */
const selective = 0.05;

export const selectiveScanWithoutIndex: FindingRule = {
  id: "selective-scan-without-index",
  title: "Selective scan without an index",
  condition:
    "A sequential scan keeps less than 5 % of the rows it reads, and no index serves its condition.",
  effect: "Every execution reads the whole table.",
  workaround:
    "Create an index on the filtered columns: those compared for equality first, then the one for the range or the order.",
  sources: ["https://www.postgresql.org/docs/18/indexes-multicolumn.html"],
  *check(context) {
    for (const scan of filteredScans(context)) {
      if (scan.kept > scan.seen * selective) continue;
      const observation = observe(context, scan);
      if (observation !== undefined) yield observation;
    }
  },
};

function observe(context: FindingContext, scan: FilteredScan): Observation | undefined {
  const { node, facts, seen, kept } = scan;
  const keys = usefulKeys(context, scan);
  const [first] = keys.list;
  if (first === undefined) return undefined;
  const weight = share(context, node);
  const what = context.analyzed ? "reads" : "would read";
  const fix = createIndex(facts, keys.list, keys.method);
  return {
    level: "warning",
    node,
    message: `A sequential scan of \`${tableName(facts)}\` ${what} ${count(seen)} rows to keep ${count(kept)} (${percent(context, weight)}), and no index serves its condition. Create an index on (${keys.list.join(", ")})${facts.root ? "; on a partitioned table it locks out writes while it is built, unless it is built concurrently on each partition first" : ""}.`,
    evidence: evidence(context),
    fix,
    weight,
  };
}

interface Keys {
  readonly list: readonly string[];
  readonly method: string;
}

/**
 * Nothing when each filtered column leads an index: then the planner knew them and chose the scan. An expression over a
 * column that leads one is the matter of function-on-column.
 */
function usefulKeys(context: FindingContext, { node, facts, predicates }: FilteredScan): Keys {
  const comparable = predicates.filter(
    ({ comparison, subject }) =>
      comparison !== "pattern" && comparison !== "containment" && !hidesAnIndex(subject, facts),
  );
  const own = comparable
    .map(({ subject }) => keyFor(subject, facts, context))
    .filter((key) => key !== undefined);
  if (own.length > 0) {
    const list = indexKeys(comparable, orderAbove(context, node), facts, context);
    const known = own.every((key) => leadsAnIndex(key, facts)) || keyIsLeading(list, facts);
    return { list: known ? [] : list, method: "btree" };
  }
  const contained = predicates.find(({ comparison }) => comparison === "containment");
  const column = contained && plainColumn(contained.subject, facts);
  const invertible = column !== undefined && /^jsonb$|^tsvector$|\[\]$/.test(column.type);
  const indexed = facts.indexes.some(
    ({ method, keys }) =>
      method === "gin" && column !== undefined && keys[0] === quoteIdentifier(column.name),
  );
  return { list: invertible && !indexed ? [quoteIdentifier(column.name)] : [], method: "gin" };
}

function hidesAnIndex(subject: Expression, facts: RelationFacts): boolean {
  return (
    plainColumn(subject, facts) === undefined &&
    columnsOf(subject).some(({ name }) => leadsAnIndex(quoteIdentifier(name), facts))
  );
}

/** The order in which a LIMIT above wants the rows, when this table alone decides it. */
function orderAbove(context: FindingContext, node: PlanNode): readonly string[] {
  const sort = limitedSort(node);
  return sort === undefined ? [] : sortColumns(context, sort, node);
}
