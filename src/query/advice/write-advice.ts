import type { Configuration } from "./candidate.ts";
import { droppable } from "./drops.ts";
import type { Objective } from "./objective.ts";
import { reasonFor } from "./reason.ts";
import type { Solution } from "./search/search.ts";
import { createSql, nameIndexes } from "./report.ts";
import type { Table } from "./table.ts";
import type { Advice, AdvisedIndex, IndexUse, QueryCost } from "./types.ts";
import { OutOfTime } from "./what-if.ts";

interface Surroundings {
  readonly tables: readonly Table[];
  readonly uses: readonly IndexUse[];
  /** Queries of the workload, with those that were skipped. */
  readonly length: number;
}

type Written = Pick<Advice, "costBefore" | "costAfter" | "create" | "drop" | "perQuery">;

/** The advice for a configuration, the index that saves most first. What is not known when the time is over is left out. */
export async function writeAdvice(
  objective: Objective,
  { configuration, instead }: Solution,
  { tables, uses, length }: Surroundings,
): Promise<Written> {
  const { subjects } = objective.whatIf;
  const perQuery: (QueryCost | undefined)[] = Array.from({ length }, () => undefined);
  const usedBy = new Map<number, number[]>();
  let [costBefore, costAfter] = [0, 0];
  for (const [at, { position, weight }] of subjects.entries()) {
    const before = await known(objective, at, new Set());
    const after = (await known(objective, at, configuration)) ?? before;
    if (before === undefined || after === undefined) continue;
    perQuery[position] = { before: before.cost, after: after.cost };
    costBefore += weight * before.cost;
    costAfter += weight * after.cost;
    for (const id of after.used) usedBy.set(id, [...(usedBy.get(id) ?? []), position]);
  }
  const chosen = objective.candidates(configuration);
  const taken = new Set(
    tables.flatMap(({ indexes, name }) => [name, ...indexes.map((index) => plain(index.name))]),
  );
  const names = nameIndexes(chosen, taken);
  const create: AdvisedIndex[] = [];
  for (const candidate of chosen) {
    const without = new Set([...configuration].filter((id) => id !== candidate.id));
    const costWithout = (await whole(objective, without)) ?? costAfter;
    const saves = costBefore > 0 ? Math.max(0, costWithout - costAfter) / costBefore : 0;
    const queries = usedBy.get(candidate.id) ?? [];
    create.push({
      sql: createSql(candidate.definition, names.get(candidate) ?? ""),
      table: candidate.definition.table.title,
      bytes: candidate.bytes,
      saves,
      usedBy: queries,
      reason: reasonFor(candidate, {
        usedBy: queries,
        after: costAfter,
        without: costWithout,
        instead: instead?.get(candidate.id),
      }),
    });
  }
  return {
    costBefore,
    costAfter,
    perQuery,
    create: create.toSorted((a, b) => b.saves - a.saves || (a.sql < b.sql ? -1 : 1)),
    drop: droppable(tables, chosen, uses).map(({ drop }) => drop),
  };
}

const plain = (name: string): string => name.slice(name.lastIndexOf(".") + 1).replaceAll('"', "");

async function known(
  objective: Objective,
  at: number,
  configuration: Configuration,
): Promise<{ cost: number; used: readonly number[] } | undefined> {
  try {
    const { cost, used } = await objective.whatIf.ask(at, configuration);
    return { cost: cost + objective.writing(at, configuration), used };
  } catch (error) {
    if (error instanceof OutOfTime) return undefined;
    throw error;
  }
}

async function whole(
  objective: Objective,
  configuration: Configuration,
): Promise<number | undefined> {
  try {
    return await objective.total(configuration);
  } catch (error) {
    if (error instanceof OutOfTime) return undefined;
    throw error;
  }
}
