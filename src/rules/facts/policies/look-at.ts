import type { Session } from "../../../core/session.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { nameOf } from "../../engine/names.ts";
import { readFilter, type Condition } from "./condition.ts";
import { explainScan, readsRelation, type Scan } from "./explained.ts";
import type { PlannedPolicy } from "./planned.ts";
import { attempt, trial } from "./trial.ts";

type Looked = Omit<
  PlannedPolicy,
  "table" | "policy" | "part" | "columns" | "constants" | "readsOthers" | "alwaysWithoutContext"
>;

export const nothingKnown: Looked & Pick<PlannedPolicy, "alwaysWithoutContext"> = {
  error: null,
  always: false,
  never: false,
  alwaysWithoutContext: false,
  ignoresRow: false,
  perRow: [],
  ofRow: [],
  correlated: null,
  indexed: false,
  indexWouldHelp: [],
};

/** What the planner makes of the one policy that the table has now. */
export async function lookAt(
  session: Session,
  prober: string,
  table: Table,
  immutable: ReadonlySet<string>,
): Promise<Looked> {
  const relation = nameOf(table);
  const plain = await planned(session, prober, relation, "off");
  if (plain.node === undefined) return { ...nothingKnown, never: true };
  if (plain.filter === undefined)
    return {
      ...nothingKnown,
      always: plain.gate === undefined,
      ignoresRow: plain.gate !== undefined,
    };
  const filter = await readFilter(plain.filter);
  if (filter === undefined) return nothingKnown;
  const correlated = correlation(plain, filter);
  const inner = correlated === "value" ? await outputs(plain, filter) : [];
  const isOfContext = (name: string): boolean =>
    name === "current_setting" || (name.includes(".") && !immutable.has(name));
  const indexed = isServed(table, await planned(session, prober, relation, "on"), filter.columns);
  return {
    ...nothingKnown,
    ignoresRow: filter.columns.length === 0 && correlated === null,
    perRow: unique(filter.calls.filter(isOfContext)),
    ofRow: unique(
      [...filter.callsOfRow, ...inner.flatMap((one) => one.callsOfRow)].filter(isOfContext),
    ),
    correlated,
    indexed,
    indexWouldHelp: indexed ? [] : await helpfulIndex(session, prober, table, filter.equal),
  };
}

/** What sub-plans without a table reckon for each row. */
async function outputs({ subplans }: Scan, filter: Condition): Promise<Condition[]> {
  const read = await Promise.all(
    filter.subplans.map((name) => readFilter(subplans.get(name)?.Output?.[0] ?? "null")),
  );
  return read.filter((one) => one !== undefined);
}

/** An index whose first column is none of the condition's is walked through as a whole, be it by a skip scan. */
const isServed = ({ indexes }: Table, scan: Scan, columns: readonly string[]): boolean =>
  scan.indexes.some((name) => {
    const first = indexes.find((index) => index.name === name)?.keys[0]?.column;
    return first === undefined || first === null || columns.includes(first);
  });

const unique = (names: readonly string[]): string[] => [...new Set(names)];

function correlation({ subplans }: Scan, filter: Condition): PlannedPolicy["correlated"] {
  const run = filter.subplans
    .map((name) => subplans.get(name))
    .filter((node) => node !== undefined);
  if (run.length === 0) return null;
  return run.some(readsRelation) ? "rows" : "value";
}

/** As the prober: by a sequential scan, or by an index wherever one can be used. */
async function planned(
  session: Session,
  prober: string,
  relation: string,
  indexes: "on" | "off",
): Promise<Scan> {
  return trial(session, async () => {
    await session.query(
      `select set_config('enable_indexscan', $1, true), set_config('enable_bitmapscan', $1, true),
              set_config('enable_indexonlyscan', $1, true), set_config('enable_seqscan', $2, true), set_config('role', $3, true)`,
      [indexes, indexes === "on" ? "off" : "on", prober],
    );
    return explainScan(session, relation);
  });
}

/** The column of which an index would find the rows, or all of them together, where one alone does not. */
async function helpfulIndex(
  session: Session,
  prober: string,
  table: Table,
  columns: readonly string[],
): Promise<readonly string[]> {
  const candidates = columns.filter((name) => table.columns.some((one) => one.name === name));
  if (candidates.length > 6) return [];
  for (const tried of [...candidates.map((name) => [name]), candidates]) {
    if (tried.length === 0) continue;
    const helps = await attempt(session, () =>
      trial(session, async () => {
        for (const column of tried)
          await session.query(`create index on ${nameOf(table)} (${quoteIdentifier(column)})`);
        return isServed(table, await planned(session, prober, nameOf(table), "on"), columns);
      }),
    );
    if (helps === true) return tried;
  }
  return [];
}
