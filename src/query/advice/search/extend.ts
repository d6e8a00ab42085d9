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
 * at the end of an index chosen before. With an `effort` it is lazy: savings shrink as indexes are added, so that after the first step
 * only those are asked about again that would be the best if they had kept theirs; and it ends early when that effort is spent.
 */
export async function extend(
  objective: Objective,
  attributes: readonly Attributes[],
  width: number,
  effort = Number.POSITIVE_INFINITY,
): Promise<Set<number>> {
  const { whatIf } = objective;
  const last = whatIf.effort + effort;
  const lazy = Number.isFinite(effort);
  const ratios = new Map<string, number>();
  let current: Configuration = new Set();
  let cost = await objective.total(current);
  for (;;) {
    let best: { configuration: Set<number>; cost: number; ratio: number } | undefined;
    const fitting = (await steps(objective, attributes, width, current))
      .filter(({ configuration }) => objective.fits(configuration))
      .map((step) => ({ ...step, hope: ratios.get(step.key) ?? Number.POSITIVE_INFINITY }));
    for (const { configuration: next, key, hope } of lazy
      ? fitting.toSorted((a, b) => b.hope - a.hope)
      : fitting) {
      whatIf.check();
      if (lazy && (hope <= (best?.ratio ?? 0) || whatIf.effort > last)) break;
      const more = objective.bytes(next) - objective.bytes(current);
      const total = await objective.total(next);
      const ratio = (cost - total) / Math.max(more, 1);
      ratios.set(key, ratio);
      if (cost - total > cost * leastShare && ratio > (best?.ratio ?? 0))
        best = { configuration: next, cost: total, ratio };
    }
    if (best === undefined || whatIf.effort > last) return new Set(current);
    ({ configuration: current, cost } = best);
  }
}

async function steps(
  { whatIf }: Objective,
  attributes: readonly Attributes[],
  width: number,
  current: Configuration,
): Promise<{ configuration: Set<number>; key: string }[]> {
  const found: { configuration: Set<number>; key: string }[] = [];
  const make = async (definitions: readonly Definition[], without?: number): Promise<void> => {
    for (const made of await whatIf.create(definitions))
      if (made !== undefined && !current.has(made.id))
        found.push({
          configuration: new Set([...[...current].filter((id) => id !== without), made.id]),
          key: `${without} ${made.id}`,
        });
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
