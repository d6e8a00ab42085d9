import type { Session } from "../../core/session.ts";
import type { Key } from "./candidates/key.ts";
import { columnKey } from "./candidates/key.ts";
import { isColumn, type Definition } from "./candidates/definition.ts";
import { propose } from "./candidates/propose.ts";
import type { TableUse } from "./candidates/use.ts";
import type { Attributes } from "./search/extend.ts";
import type { Table } from "./table.ts";
import type { WhatIf } from "./what-if.ts";

/** Candidates for one query on one table, by how many queries there are: the twin makes some hundreds a second. */
const limits: readonly (readonly [queries: number, limit: number])[] = [
  [10, 80],
  [30, 48],
  [60, 28],
];
const smallestLimit = 16;

/** Makes the candidates of all queries on the twin. Which were made for which query, by its position among the subjects. */
export async function makeCandidates(
  session: Session,
  whatIf: WhatIf,
  uses: readonly (readonly TableUse[])[],
): Promise<Map<number, number[]>> {
  const limit = limits.find(([queries]) => uses.length <= queries)?.[1] ?? smallestLimit;
  const shares = new Map<string, number>();
  const proposed: (readonly [at: number, definitions: readonly Definition[]])[] = [];
  for (const [at, ofQuery] of uses.entries()) {
    const definitions: Definition[] = [];
    for (const use of ofQuery) {
      whatIf.check();
      definitions.push(...(await propose(session, use, limit, shares)));
    }
    proposed.push([at, definitions]);
  }
  const made = await whatIf.create(proposed.flatMap(([, definitions]) => definitions));
  const ids = made.map((candidate) => candidate?.id);
  const madeFor = new Map<number, number[]>();
  let from = 0;
  for (const [at, definitions] of proposed) {
    const own = ids.slice(from, from + definitions.length).filter((id) => id !== undefined);
    madeFor.set(at, [...new Set(own)]);
    from += definitions.length;
  }
  return madeFor;
}

/** The columns of each table that the workload compares, joins, sorts or groups by. */
export function attributesOf(uses: readonly TableUse[]): Attributes[] {
  const found = new Map<Table, Map<string, Key>>();
  for (const use of uses) {
    const keys = [
      ...use.equal,
      ...use.ranges,
      ...use.joins.map(({ key }) => key),
      ...use.orders.flat(),
      ...use.groups.flat(),
      ...use.arms.flat(),
    ].filter(isColumn);
    const known = found.get(use.table) ?? new Map<string, Key>();
    for (const { columns } of keys) {
      const key = columnKey(columns[0] ?? "", use.table);
      known.set(key.text, key);
    }
    found.set(use.table, known);
  }
  return [...found].map(([table, keys]) => ({ table, keys: [...keys.values()] }));
}
