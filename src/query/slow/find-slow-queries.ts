import type { Deps } from "../../core/deps.ts";
import type { Finding } from "../../core/finding.ts";
import type { Target, TargetInput } from "../../core/target.ts";
import type { Call } from "../../core/tool.ts";
import { cachingOf, type Caching } from "./advise-caching.ts";
import { cutSql } from "./cut.ts";
import { slowFindings } from "./findings/index.ts";
import { isPlanned } from "./findings/rule.ts";
import { judgeStatements, type Judged } from "./judged.ts";
import { mergeStatements } from "./merge.ts";
import { findNPlusOne } from "./n-plus-one.ts";
import { nPlusOneOf, type NPlusOne } from "./advise-loading.ts";
import { figureOf, type Order } from "./order.ts";
import { estimateP95 } from "../../postgres/statements/p95.ts";
import { writtenTables } from "./shape.ts";
import { findSource } from "../../postgres/statements/source.ts";
import { readStatements } from "../../postgres/statements/statements.ts";
import { resolveTables } from "./tables.ts";
import { countWrites } from "./writes.ts";

export interface SlowQueriesRequest {
  readonly target?: TargetInput | undefined;
  readonly order?: Order | undefined;
  readonly slo_ms?: number | undefined;
  readonly limit?: number | undefined;
}

interface SlowQuery {
  queryid: string;
  sql: string;
  calls: number;
  total_ms: number;
  mean_ms: number;
  p95_ms: number;
  rows_per_call: number;
  hit_ratio: number | null;
  /** What the order goes by, where no other field says it. */
  io_bytes?: number;
  wal_bytes?: number;
  deviation_ms?: number;
}

export interface SlowQueries {
  target: Target;
  since: string | null;
  total_ms: number;
  queries: SlowQuery[];
  n_plus_one: NPlusOne[];
  caching: Caching[];
  findings: Finding[];
}

/** Statements that are read; their texts are cut where no parser is needed any more. */
const read = { most: 500, longest: 20_000 };
/** Characters of statements in one answer, and of one at least. */
const [characters, fewest, longest] = [2_000, 90, 600];

/**
 * What costs most in this database by pg_stat_statements, and what to do about it. Throws UNSUPPORTED or PERMISSION with the way on where
 * there are no statistics of statements, and the errors of `Session`.
 */
export async function findSlowQueries(
  request: SlowQueriesRequest,
  deps: Deps,
  { signal }: Call,
): Promise<SlowQueries> {
  const { target, order = "total", slo_ms: sloMs, limit = 20 } = request;
  await using session = await deps.session({
    target,
    intent: "read",
    connection: "pooled",
    signal,
  });
  const source = await findSource(session);
  const { statements, totalMs, hidden } = await readStatements(session, source, read);
  const judged = (await judgeStatements(statements, signal)).filter(
    ({ command }) => command !== "explain",
  );
  const merged = mergeStatements(judged) as Judged[];
  const resolve = await resolveTables(session, namesOf(merged));
  const suspects = findNPlusOne(judged, resolve);
  const looped = new Set(suspects.map(({ child }) => child.queryid));
  const others = merged.filter(({ queryid }) => !looped.has(queryid));
  const writes = countWrites(merged, resolve);
  const { role } = session.target;
  const first = merged
    .filter(isPlanned)
    .toSorted((a, b) => figureOf(order, b) - figureOf(order, a))
    .slice(0, limit);
  const most = Math.min(longest, Math.max(fewest, Math.floor(characters / limit)));
  return {
    target: session.target,
    since: source.since,
    total_ms: digits(totalMs),
    queries: first.map((statement) => queryOf(statement, order, most)),
    n_plus_one: await nPlusOneOf(session, suspects),
    caching: await cachingOf(session, others, { resolve, writes }, totalMs),
    findings: slowFindings({ statements: merged, source, hidden, totalMs, role, sloMs, order }),
  };
}

function namesOf(statements: readonly Judged[]) {
  const names = statements.flatMap(({ node, shape }) => [
    ...(shape?.tables ?? []),
    ...writtenTables(node),
  ]);
  return [...new Map(names.map((name) => [JSON.stringify(name), name])).values()];
}

function queryOf(statement: Judged, order: Order, most: number): SlowQuery {
  const { queryid, sql, calls, rows, totalMs, meanMs, blocksHit, blocksRead } = statement;
  const touched = blocksHit + blocksRead;
  const figure = Math.round(figureOf(order, statement));
  return {
    queryid,
    sql: cutSql(sql, most),
    calls,
    total_ms: digits(totalMs),
    mean_ms: digits(meanMs),
    p95_ms: digits(estimateP95(statement)),
    rows_per_call: digits(rows / calls),
    hit_ratio: touched === 0 ? null : digits(blocksHit / touched),
    ...(order === "io" ? { io_bytes: figure } : {}),
    ...(order === "wal" ? { wal_bytes: figure } : {}),
    ...(order === "spread" ? { deviation_ms: digits(statement.deviationMs) } : {}),
  };
}

/** Three of them are what such figures are good for. */
const digits = (value: number): number =>
  value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
