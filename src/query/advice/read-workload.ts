import type { Session } from "../../core/session.ts";
import type { Plan, Relation } from "../plan/node.ts";
import { gatherUses } from "./candidates/gather.ts";
import type { TableUse } from "./candidates/use.ts";
import { parsePlans, readPlans, type ReadPlans } from "./plans.ts";
import type { PreparedQuery, SkippedQuery } from "./prepare.ts";
import { readTables } from "./read-tables.ts";
import type { Table } from "./table.ts";
import type { Subject } from "./what-if.ts";
import { writesOf, type Write } from "./write-cost.ts";

/** What the planner and the catalog say of a workload. The lists run side by side. */
export interface ReadWorkload {
  readonly subjects: readonly Subject[];
  readonly writes: readonly (readonly Write[])[];
  readonly uses: readonly (readonly TableUse[])[];
  readonly tables: readonly Table[];
  readonly skipped: readonly SkippedQuery[];
}

/** Plans every query in several ways and gathers what they ask of which table. `session` is ready to explain. */
export async function readWorkload(
  session: Session,
  queries: readonly PreparedQuery[],
  check: () => void,
): Promise<ReadWorkload> {
  const { plans, skipped } = await readPlans(session, queries, check);
  const tableOf = await readTables(session, relationsOf(plans.values()));
  const parsed = await parsePlans(plans.values());
  const tables = new Set<Table>();
  const rows = [...plans].map(([query, { plans: variants, effort }]) => {
    const own = tablesOf(variants, tableOf);
    for (const table of own) tables.add(table);
    return {
      subject: { ...query, tables: own, effort },
      writes: variants.slice(0, 1).flatMap((plan) => writesOf(plan, query.assigned, tableOf)),
      uses: gatherUses(variants, tableOf, parsed),
    };
  });
  return {
    subjects: rows.map(({ subject }) => subject),
    writes: rows.map(({ writes }) => writes),
    uses: rows.map(({ uses }) => uses),
    tables: [...tables],
    skipped,
  };
}

function relationsOf(read: Iterable<ReadPlans>): Relation[] {
  const unique = new Map<string, Relation>();
  for (const { plans } of read)
    for (const { nodes } of plans)
      for (const { relation } of nodes)
        if (relation !== undefined)
          unique.set(JSON.stringify([relation.schema, relation.name]), relation);
  return [...unique.values()];
}

function tablesOf(
  plans: readonly Plan[],
  tableOf: (relation: Relation) => Table | undefined,
): Set<Table> {
  const found = new Set<Table>();
  for (const { nodes } of plans)
    for (const { relation } of nodes) {
      const table = relation && tableOf(relation);
      if (table !== undefined) found.add(table);
    }
  return found;
}
