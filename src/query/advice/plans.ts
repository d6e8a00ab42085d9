import type { Session } from "../../core/session.ts";
import type { Expression } from "../expression/expression.ts";
import { parseExpression } from "../expression/parse.ts";
import type { Plan } from "../plan/node.ts";
import { readPlan } from "../plan/read.ts";
import { textsAt } from "../plan/raw.ts";
import { explainPlan } from "./explain-plan.ts";
import { reasonOf, type PreparedQuery, type SkippedQuery } from "./prepare.ts";

/**
 * Planner methods that are switched off, one set at a time. Nested loops show what a join could look up, merges and sorts what an
 * order could spare, and sorted groups in which order they are wanted.
 */
const variants: readonly (readonly string[])[] = [
  [],
  ["enable_hashjoin", "enable_mergejoin", "enable_memoize"],
  ["enable_hashjoin", "enable_nestloop", "enable_hashagg"],
];

/** Milliseconds of planning without memory to speak of, and kB for each more: measured, on plans of 70 to 2,200 kB. */
const leastEffort = 0.5;
const memoryPerEffort = 250;

/** A query's plans, the normal one first. */
export interface ReadPlans {
  readonly plans: readonly Plan[];
  /** What planning it takes, by the memory that the planner needs: in milliseconds or so, and the same on every machine. */
  readonly effort: number;
}

/** Plans of every query. What Postgres cannot plan is skipped. */
export async function readPlans(
  session: Session,
  queries: readonly PreparedQuery[],
  check: () => void,
): Promise<{ plans: Map<PreparedQuery, ReadPlans>; skipped: SkippedQuery[] }> {
  const plans = new Map<PreparedQuery, ReadPlans>();
  const skipped: SkippedQuery[] = [];
  for (const [round, off] of variants.entries())
    await without(session, off, async () => {
      for (const query of queries) {
        if (round > 0 && !plans.has(query)) continue;
        check();
        try {
          const explained = await explainPlan(session, query, ", verbose, memory");
          const before = plans.get(query)?.plans ?? [];
          // the last one: at first the planner reads the catalog as well
          plans.set(query, {
            plans: [...before, readPlan(explained)],
            effort: effortOf(explained),
          });
        } catch (error) {
          // the normal plan is there, and another method's lack is no reason to leave the query out
          const reason = reasonOf(error);
          if (round === 0) skipped.push({ query: query.position, reason });
        }
      }
    });
  return { plans, skipped };
}

function effortOf(explained: unknown): number {
  const kilobytes = /"Memory Used":(\d+)/.exec(JSON.stringify(explained))?.[1];
  return leastEffort + Number(kilobytes ?? 0) / memoryPerEffort;
}

async function without(
  session: Session,
  methods: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  const set = async (name: string, value: string): Promise<void> => {
    await session.query("select pg_catalog.set_config($1, $2, false)", [name, value]);
  };
  const before = new Map<string, string>();
  for (const name of methods) {
    const [row] = await session.query<{ value: string }>(
      "select pg_catalog.current_setting($1) as value",
      [name],
    );
    before.set(name, row?.value ?? "on");
    await set(name, "off");
  }
  try {
    await work();
  } finally {
    for (const [name, value] of before) await set(name, value);
  }
}

/** Every text of the plans that gathering looks at, parsed once. */
export async function parsePlans(
  read: Iterable<ReadPlans>,
): Promise<(text: string) => readonly Expression[]> {
  const texts = new Set<string>();
  for (const { plans } of read)
    for (const { nodes } of plans)
      for (const node of nodes) {
        for (const { kind, text } of node.clauses) if (!kind.endsWith("Key")) texts.add(text);
        for (const key of ["Sort Key", "Group Key"])
          for (const text of textsAt(node.raw, key)) texts.add(text);
        for (const text of node.output)
          if (/^(?:PARTIAL )?(?:min|max)\(/.test(text)) texts.add(text.replace("PARTIAL ", ""));
      }
  const parsed = new Map<string, readonly Expression[]>();
  for (const text of texts) parsed.set(text, await parseExpression(text));
  return (text) => parsed.get(text) ?? [];
}
