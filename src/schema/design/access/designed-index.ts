import type { DesignedIndex, DesignedTable } from "../tables.ts";
import type { Candidate } from "./candidate.ts";
import { figure } from "./choose.ts";
import { checkOf, isServed } from "./foreign-keys.ts";
import type { Reference } from "./foreign-keys.ts";
import type { Judge } from "./judge.ts";
import type { ProvenPattern } from "./proven.ts";

export interface Proof {
  readonly kept: readonly Candidate[];
  readonly patterns: readonly ProvenPattern[];
  readonly references: readonly Reference[];
  readonly judge: Judge;
  readonly isKnown: (table: DesignedTable) => boolean;
}

/** An index with the patterns whose plans read it, and the foreign keys whose rows it finds. */
export async function designedIndex(
  candidate: Candidate,
  { kept, patterns, references, judge, isKnown }: Proof,
): Promise<DesignedIndex> {
  const { name, sql, table } = candidate;
  const served = patterns.filter(({ uses }) => uses.includes(name));
  const own = references.filter(
    (reference) =>
      reference.table === table && !isServed(reference, []) && isServed(reference, [candidate]),
  );
  const checks: string[] = [];
  for (const reference of own) {
    const planned = await judge.plan(checkOf(reference), kept);
    if (typeof planned !== "string" && planned.indexes.includes(name)) checks.push(planned.steps);
  }
  const plan = served[0]?.plan ?? checks[0];
  return {
    name,
    sql,
    serves: [
      ...served.map((pattern) => pattern.name),
      ...own.map(({ key }) => `foreign key ${key.name}`),
    ],
    evidence: plan === undefined || !isKnown(table) ? "rule" : "estimated",
    plan: !isKnown(table)
      ? "Not planned: the table took no sample of rows."
      : plan === undefined
        ? `At ${table.expectedRows.toLocaleString("en-US")} rows the table is read as a whole; when it has more, a delete of what it refers to needs the index.`
        : `${plan}${served[0] === undefined ? "" : `, cost ${figure(served[0].cost)}`}`,
  };
}
