import { btree } from "../../../../src/query/advice/candidates/definition.ts";
import { columnKey } from "../../../../src/query/advice/candidates/key.ts";
import type { Objective } from "../../../../src/query/advice/objective.ts";

/**
 * In the manner of supabase/index_advisor: query by query, a one-column btree on every column of its tables is shown to the planner, and
 * those that the plan uses are kept. It knows no budget; here they are taken in the order of the queries as long as they fit.
 */
export async function indexAdvisor(objective: Objective): Promise<Set<number>> {
  const { whatIf } = objective;
  const kept = new Set<number>();
  for (const [at, { tables }] of whatIf.subjects.entries()) {
    const definitions = [...tables].flatMap((table) =>
      [...table.columns.keys()].map((name) => btree(table, [columnKey(name, table)])),
    );
    const made = await whatIf.create(definitions);
    const ids = made.flatMap((candidate) => (candidate === undefined ? [] : [candidate.id]));
    for (const id of (await whatIf.ask(at, new Set(ids))).used)
      if (objective.fits(new Set([...kept, id]))) kept.add(id);
  }
  return kept;
}
