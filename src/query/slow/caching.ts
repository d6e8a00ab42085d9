import { walk } from "../../sql/walk.ts";
import type { FunctionFacts } from "../facts/relation.ts";
import type { Judged } from "./judged.ts";
import type { Shape } from "./shape.ts";
import { distinctValues, type Resolve, type TableFacts } from "./tables.ts";
import type { Writes } from "./writes.ts";

/** A query whose result could be kept instead of asked for again. */
export interface CachingCandidate {
  readonly kind: "cache" | "materialized view";
  readonly statement: Judged;
  readonly tables: readonly TableFacts[];
  /** Writes to those tables in the same time. */
  readonly writes: number;
  /** Calls for each different answer, estimated. */
  readonly repeats: number;
}

export interface CachingFacts {
  readonly resolve: Resolve;
  readonly writes: Writes;
  readonly functions: ReadonlyMap<string, FunctionFacts>;
  readonly functionsOf: (statement: Judged) => readonly string[];
}

const cache = { calls: 500, repeats: 50, callsPerWrite: 50, rows: 100 };
const view = { calls: 5, meanMs: 20, callsPerWrite: 5, rows: 10_000 };

/** Aggregates that are dear and rarely change, and small answers that are asked for again and again. */
export function findCaching(
  statements: readonly Judged[],
  facts: CachingFacts,
): CachingCandidate[] {
  return statements.flatMap((statement): CachingCandidate[] => {
    const { shape, calls, rows, meanMs } = statement;
    if (shape === undefined || shape.locks || shape.tables.length === 0) return [];
    const found = shape.tables.map(facts.resolve);
    const tables = found.filter((table) => table !== undefined);
    if (tables.length < found.length || !isSteady(statement, facts)) return [];
    const writes = tables.reduce((sum, table) => sum + facts.writes(table), 0);
    const repeats = calls / differentAnswers(shape, tables, facts.resolve);
    const candidate = { statement, tables, writes, repeats };
    const dear = meanMs >= view.meanMs && calls >= view.calls && rows / calls <= view.rows;
    if (shape.aggregates && dear && calls >= writes * view.callsPerWrite)
      return [{ ...candidate, kind: "materialized view" }];
    const often = calls >= cache.calls && repeats >= cache.repeats && rows / calls <= cache.rows;
    return often && calls >= writes * cache.callsPerWrite ? [{ ...candidate, kind: "cache" }] : [];
  });
}

/** Infinite where the conditions tell nothing about it. */
function differentAnswers(shape: Shape, tables: readonly TableFacts[], resolve: Resolve): number {
  if (shape.filters || shape.varies) return Infinity;
  const most = tables.reduce((product, { rows }) => product * Math.max(1, rows), 1);
  const values = shape.lookups.map(({ table, column }) => {
    const facts = resolve(table);
    return (facts && distinctValues(facts, column)) ?? Infinity;
  });
  return Math.min(
    most,
    values.reduce((product, value) => product * value, 1),
  );
}

/** The same rows give the same answer: nothing of the clock, chance or the session in it. */
function isSteady(statement: Judged, { functions, functionsOf }: CachingFacts): boolean {
  let clock = false;
  walk(statement.node, (tag) => {
    clock ||= tag === "SQLValueFunction";
  });
  return (
    !clock &&
    functionsOf(statement).every(
      (name) => !momentary.has(name) && functions.get(name)?.volatility !== "volatile",
    )
  );
}

/** Stable for the time of a statement or transaction only; those that are volatile say so in the catalog. */
const momentary = new Set([
  "now",
  "transaction_timestamp",
  "statement_timestamp",
  "age",
  "current_setting",
]);
