import { ToolError } from "../../core/errors.ts";
import { estimateP95 } from "../../postgres/statements/p95.ts";
import { findSource } from "../../postgres/statements/source.ts";
import { readStatements, type Statement } from "../../postgres/statements/statements.ts";
import type { Session } from "../../core/session.ts";
import type { Area, AreaReport, HealthContext } from "../area.ts";
import { type Observation, reportOf, worst } from "../judge.ts";
import { shownStatement } from "../statement.ts";
import { counted, duration, percent, rounded } from "../words.ts";
import { readRunning, type Running } from "./queries/running.ts";
import { runningObservations } from "./queries/told.ts";

/** Fewer calls are a report that somebody runs by hand. */
const CALLS = 5;
/** Of all the time that statements take. A slow one that is rare hurts nobody. */
const SHARE = 0.02;
/** The mean beyond the objective by so much, and with a good part of all time: that is no tail any more. */
const FAR = { times: 5, share: 0.2 };

/** Its own finding of a missing pg_stat_statements, and what of it there is. */
interface Counted {
  readonly since: string | null;
  readonly slow: readonly Slow[];
  readonly total: number;
  readonly missing?: ToolError;
}

interface Slow {
  readonly statement: Statement;
  readonly p95Ms: number;
  readonly share: number;
}

export const queries: Area = {
  name: "queries",
  async read(context) {
    const running = await readRunning(context.session, context.sloMs);
    return report(running, await readCounted(context.session, context.sloMs), context);
  },
  alerts: [
    {
      name: "postgres_statement_seconds_max",
      sql: `select coalesce(max(extract(epoch from pg_catalog.clock_timestamp() - query_start)), 0)::float8 as value from pg_catalog.pg_stat_activity where state = 'active' and backend_type = 'client backend' and query !~* '^\\s*(vacuum|analyze|create|reindex|cluster|refresh|copy|start_replication)'`,
      watch: 10,
      act: 120,
      forSeconds: 60,
    },
    {
      name: "postgres_sessions_active",
      sql: `select count(*)::float8 / (pg_catalog.current_setting('max_connections')::int) as value from pg_catalog.pg_stat_activity where state = 'active' and backend_type = 'client backend'`,
      watch: 0.5,
      act: 0.8,
      forSeconds: 120,
    },
  ],
};

/** A database without statistics of statements is not sick for that: what runs now is seen all the same. */
async function readCounted(session: Session, sloMs: number): Promise<Counted> {
  try {
    const source = await findSource(session);
    const { statements, totalMs } = await readStatements(session, source, {
      most: 100,
      longest: 4_000,
    });
    const slow = statements
      .filter(({ toplevel, calls, sql }) => toplevel && calls >= CALLS && isPlanned(sql))
      .map((statement) => ({
        statement,
        p95Ms: estimateP95(statement),
        share: totalMs === 0 ? 0 : statement.totalMs / totalMs,
      }))
      .filter(({ p95Ms, share }) => p95Ms > sloMs && share >= SHARE);
    return { since: source.since, slow, total: statements.length };
  } catch (error) {
    if (!(error instanceof ToolError) || !["UNSUPPORTED", "PERMISSION"].includes(error.code))
      throw error;
    return { since: null, slow: [], total: 0, missing: error };
  }
}

const isPlanned = (sql: string): boolean =>
  /^\s*(?:select|insert|update|delete|merge|with|values|\()/i.test(sql);

function report(running: Running, found: Counted, { sloMs }: HealthContext): AreaReport {
  const slo = duration(sloMs / 1000);
  const slowest = found.slow.toSorted((a, b) => b.p95Ms - a.p95Ms)[0];
  const observations: Observation[] = [
    ...runningObservations(running, sloMs),
    ...worst(
      found.slow,
      ({ statement }) => statement.totalMs,
      (slow) => slowObservation(slow, sloMs),
    ),
    ...(found.missing === undefined ? [] : [missingObservation(found.missing)]),
  ];
  const queued = running.beyond.filter(({ waitsFor }) => waitsFor === "Lock").length;
  const now =
    running.beyond.length === 0
      ? "nothing running is beyond it"
      : `${running.beyond.length} running beyond it${queued === 0 ? "" : `, ${queued} of them in wait for locks (see locks)`}`;
  const history =
    found.missing !== undefined
      ? "no statistics of statements"
      : `${counted(found.slow.length, "statement")} with p95 beyond it since ${found.since ?? "an unknown time"}`;
  return reportOf(observations, {
    summary: `Objective ${slo}: ${now}; ${history}.`,
    figures: {
      slo_ms: sloMs,
      running: running.active,
      running_beyond_slo: running.beyond.length,
      running_seconds_max: rounded(Math.max(0, ...running.beyond.map(({ seconds }) => seconds))),
      statements_beyond_slo: found.slow.length,
      p95_ms_max: slowest === undefined ? null : rounded(slowest.p95Ms),
      counted_since: found.since,
    },
  });
}

function slowObservation({ statement, p95Ms, share }: Slow, sloMs: number): Observation {
  const { queryid, calls, meanMs, sql } = statement;
  const isFar = meanMs > FAR.times * sloMs && share > FAR.share;
  return {
    rule: "slower-than-objective",
    level: isFar ? "error" : "warning",
    object: `queryid ${queryid}`,
    message: `${counted(calls, "call")} with a mean of ${duration(meanMs / 1000)} and an estimated p95 of ${duration(p95Ms / 1000)} (objective ${duration(sloMs / 1000)}), ${percent(share)} of all time: ${shownStatement(sql)}. Call explain_query with it, find_slow_queries for the rest.`,
    evidence: "estimated",
  };
}

const missingObservation = (error: ToolError): Observation => ({
  rule: "no-statement-statistics",
  level: "info",
  object: "pg_stat_statements",
  message: `${error.message} ${error.next}`,
  evidence: "measured",
});
