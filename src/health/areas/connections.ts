import { identifier } from "../../core/identifier.ts";
import { POOLER } from "../../core/neon-facts.ts";
import type { Area, AreaReport, HealthContext, Verdict } from "../area.ts";
import { duration, percent, rounded } from "../words.ts";
import { fullFinding, leakFinding } from "./connections/findings.ts";
import {
  leaks,
  longest,
  OLD_OF_ONE_CLIENT,
  shares,
  states,
  sums,
  total,
} from "./connections/groups.ts";
import { readGroups, type Group } from "./connections/read.ts";

/** Of what a role without privileges may take. */
const [WATCH, ACT] = [0.75, 0.9];
/** An idle session that nobody used for so long is not one that a pool keeps ready. */
const OLD_SECONDS = 600;
export const connections: Area = {
  name: "connections",
  async read(context) {
    const seconds = OLD_SECONDS * context.timeScale;
    const groups = await readGroups(context.session, seconds);
    return report(groups, context, seconds);
  },
  alerts: [
    {
      name: "postgres_connections_used_ratio",
      sql: `select count(*)::float8 / (pg_catalog.current_setting('max_connections')::int - pg_catalog.current_setting('superuser_reserved_connections')::int - coalesce(pg_catalog.current_setting('reserved_connections', true)::int, 0)) as value from pg_catalog.pg_stat_activity where backend_type = 'client backend'`,
      watch: WATCH,
      act: ACT,
      forSeconds: 120,
    },
    {
      name: "postgres_connections_idle_old",
      sql: `select count(*)::float8 as value from pg_catalog.pg_stat_activity where state = 'idle' and state_change < pg_catalog.clock_timestamp() - interval '10 minutes'`,
      watch: OLD_OF_ONE_CLIENT,
      act: 4 * OLD_OF_ONE_CLIENT,
      forSeconds: 600,
    },
  ],
};

function report(groups: readonly Group[], context: HealthContext, seconds: number): AreaReport {
  const limit = groups[0]?.limit ?? 1;
  const max = groups[0]?.max ?? 1;
  const used = total(groups);
  const ratio = used / limit;
  const suspects = leaks(groups, limit);
  const full: Verdict = ratio >= ACT ? "act" : ratio >= WATCH ? "watch" : "ok";
  const verdict = full === "ok" && suspects.length > 0 ? "watch" : full;
  const largest = sums(groups, ({ application, role }) => JSON.stringify([application, role]))[0];
  const { isNeon } = context;
  const pooled = sums(groups, ({ role, database }) => JSON.stringify([role, database]))[0];
  const poolSize = Math.floor(max * POOLER.share);
  const oldSuspects = suspects.map(
    ({ first, old }) =>
      `${old} of ${identifier(first.application)} idle for over ${duration(seconds)}`,
  );
  const most =
    largest === undefined
      ? ""
      : `, ${largest.sessions} by ${identifier(largest.first.application)}`;
  return {
    verdict,
    summary: `${used} of ${limit} connections in use (${percent(ratio)})${most}${oldSuspects.length === 0 ? "" : `; ${oldSuspects.join(", ")}`}.`,
    figures: {
      used,
      limit,
      max_connections: max,
      used_ratio: rounded(ratio),
      ...states(groups),
      idle_old: groups.reduce((sum, { old }) => sum + old, 0),
      idle_seconds_max: longest(
        groups.filter(({ state }) => state === "idle").map(({ idleSeconds }) => idleSeconds),
      ),
      open_seconds_max: longest(groups.map(({ openSeconds }) => openSeconds)),
      ...(isNeon
        ? {
            pool_size: poolSize,
            pool_used_ratio_max: rounded((pooled?.sessions ?? 0) / poolSize),
          }
        : {}),
      by_application: shares(groups, ({ application }) => application),
      by_role: shares(groups, ({ role }) => role),
      by_client: shares(groups, ({ client }) => client),
    },
    findings: [
      ...suspects.map((suspect) => leakFinding(suspect, context, seconds)),
      ...(full === "ok" ? [] : [fullFinding(groups, { used, limit, full, isNeon })]),
    ],
  };
}
