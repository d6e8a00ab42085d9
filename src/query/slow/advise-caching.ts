import type { Session } from "../../core/session.ts";
import { functionsOf } from "../../sql/references.ts";
import type { Statement as ParsedStatement } from "../../sql/parse.ts";
import { qualified } from "../../sql/quote.ts";
import { functionFacts } from "../facts/functions.ts";
import { findCaching, type CachingCandidate, type CachingFacts } from "./caching.ts";
import { cutSql } from "./cut.ts";
import type { Judged } from "./judged.ts";
import { plans } from "./prepares.ts";

export interface Caching {
  kind: CachingCandidate["kind"];
  queryid: string;
  sql: string;
  /** What was seen, and what to do. */
  reason: string;
  /** SQL that Postgres has planned. */
  fix?: string;
}

const most = 3;
const longestSql = 110;

/** The candidates that cost most: a hundredth of all time at least, or a twentieth of all calls. */
export async function cachingOf(
  session: Session,
  statements: readonly Judged[],
  facts: Pick<CachingFacts, "resolve" | "writes">,
  totalMs: number,
): Promise<Caching[]> {
  const queries = statements.filter(({ shape }) => shape !== undefined);
  const namesOf = ({ node }: Judged): string[] =>
    functionsOf({ node } as ParsedStatement).map(({ name }) => name);
  const functions = await functionFacts(session, [...new Set(queries.flatMap(namesOf))]);
  const allCalls = statements.reduce((sum, { calls }) => sum + calls, 0);
  const found = findCaching(queries, { ...facts, functions, functionsOf: namesOf })
    .filter(
      ({ statement: { totalMs: ms, calls } }) => ms >= totalMs / 100 || calls >= allCalls / 20,
    )
    .toSorted((a, b) => b.statement.totalMs - a.statement.totalMs)
    .slice(0, most);
  const caching: Caching[] = [];
  for (const candidate of found) {
    const { kind, statement } = candidate;
    const fix = kind === "cache" ? undefined : viewOf(candidate);
    caching.push({
      kind,
      queryid: statement.queryid,
      sql: cutSql(statement.sql, longestSql),
      reason: reasonOf(candidate, fix !== undefined),
      ...(fix !== undefined && (await plans(session, fix)) ? { fix } : {}),
    });
  }
  return caching;
}

/** Values that are `$n` cannot be in a view; Postgres does not keep them. */
function viewOf({ statement, tables }: CachingCandidate): string | undefined {
  const [table] = tables;
  if (statement.shape?.parameters !== false || table === undefined) return undefined;
  return `create materialized view ${qualified(table.schema, `${table.name}_summary`)} as ${statement.sql}`;
}

function reasonOf(
  { kind, statement, tables, writes, repeats }: CachingCandidate,
  whole: boolean,
): string {
  const { calls, meanMs } = statement;
  const names = tables.map(({ schema, name }) => qualified(schema, name)).join(", ");
  const seen = `${calls} calls of ${Number(meanMs.toPrecision(3))} ms, ${writes} writes to ${names} in that time (measured)`;
  if (kind === "cache")
    return `${seen}; each answer is asked for about ${Math.round(repeats)} times (estimated). Keep it in the application until the table is written.`;
  const how = whole
    ? "Keep it in a materialized view and refresh that after writes."
    : "Keep it in a materialized view, with the columns that $n is compared with where it is, and refresh that after writes.";
  return `${seen}. ${how}`;
}
