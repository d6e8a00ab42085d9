import { btree, type Definition } from "../candidates/definition.ts";
import type { Key } from "../candidates/key.ts";
import type { Configuration } from "../candidate.ts";
import type { Objective } from "../objective.ts";
import type { Table } from "../table.ts";

/** The columns of a table that the workload compares, joins, sorts or groups by. */
export interface Attributes {
  readonly table: Table;
  readonly keys: readonly Key[];
}

/** Steps that save less than this share of the cost are not made. */
const leastShare = 0.003;

/**
 * The Extend algorithm (Schlosser, Kossmann, Boissier: Efficient scalable multi-attribute index selection using recursive
 * strategies, ICDE 2019): in each step the best saving for each byte, either of a new index on one column or of one more column
 * at the end of an index chosen before. It ends early after about as many `calls` of the planner.
 */
export async function extend(
  objective: Objective,
  attributes: readonly Attributes[],
  width: number,
  calls = Number.POSITIVE_INFINITY,
): Promise<Set<number>> {
  const { whatIf } = objective;
  const last = whatIf.calls + calls;
  let current: Configuration = new Set();
  let cost = await objective.total(current);
  for (;;) {
    let best: { configuration: Set<number>; cost: number; ratio: number } | undefined;
    for (const next of await steps(objective, attributes, width, current)) {
      whatIf.check();
      const more = objective.bytes(next) - objective.bytes(current);
      if (!objective.fits(next)) continue;
      const total = await objective.total(next);
      const ratio = (cost - total) / Math.max(more, 1);
      if (cost - total > cost * leastShare && ratio > (best?.ratio ?? 0))
        best = { configuration: next, cost: total, ratio };
    }
    if (best === undefined || whatIf.calls > last) return new Set(current);
    ({ configuration: current, cost } = best);
  }
}

async function steps(
  { whatIf }: Objective,
  attributes: readonly Attributes[],
  width: number,
  current: Configuration,
): Promise<Set<number>[]> {
  const found: Set<number>[] = [];
  const make = async (definitions: readonly Definition[], without?: number): Promise<void> => {
    for (const made of await whatIf.create(definitions))
      if (made !== undefined && !current.has(made.id))
        found.push(new Set([...[...current].filter((id) => id !== without), made.id]));
  };
  await make(attributes.flatMap(({ table, keys }) => keys.map((key) => btree(table, [key]))));
  for (const id of current) {
    const { definition } = whatIf.candidate(id);
    const more = attributes.find(({ table }) => table === definition.table)?.keys ?? [];
    const free = more.filter(({ text }) => !definition.keys.some((key) => key.text === text));
    if (definition.keys.length < width)
      await make(
        free.map((key) => btree(definition.table, [...definition.keys, key])),
        id,
      );
  }
  return found;
}
