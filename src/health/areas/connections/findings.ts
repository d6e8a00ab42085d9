import type { Finding } from "../../../core/finding.ts";
import { identifier } from "../../../core/identifier.ts";
import { quoteLiteral } from "../../../sql/quote.ts";
import type { HealthContext, Verdict } from "../../area.ts";
import { counted, duration } from "../../words.ts";
import { shares, type Sum } from "./groups.ts";
import type { Group } from "./read.ts";

/** Sessions that nobody uses. */
export function leakFinding(
  { first, old, sessions }: Sum,
  context: HealthContext,
  seconds: number,
): Finding {
  const { application, role } = first;
  const isNamed = application !== "(no name)";
  const nameOf = isNamed ? quoteLiteral(application) : "''";
  const pooledHost = context.isNeon
    ? " Connect to the pooled host, and its idle clients cost no connection."
    : "";
  return {
    rule: "idle-sessions-pile-up",
    level: "warning",
    object: identifier(application),
    message: `${old} of ${counted(sessions, "session")} of ${identifier(application)} (role ${identifier(role)}) were not used for over ${duration(seconds)}: opened and never closed, or a pool that is too large. End them (they do nothing), then give its pool a maximum and an idle timeout below 10 min, and close what is opened.${pooledHost}`,
    evidence: "measured",
    fix: `select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${nameOf} and usename = ${quoteLiteral(role)} and state = 'idle' and state_change < now() - interval '${seconds} seconds';`,
    key: `idle-sessions-pile-up:${application}:${role}`,
  };
}

interface Full {
  readonly used: number;
  readonly limit: number;
  readonly full: Verdict;
  readonly isNeon: boolean;
}

/** Hardly a connection is left. */
export function fullFinding(
  groups: readonly Group[],
  { used, limit, full, isNeon }: Full,
): Finding {
  const by = shares(groups, ({ application }) => application);
  const way = isNeon
    ? "Point applications at the pooled host; a larger compute has more connections (max_connections follows its largest size)."
    : "Lower the pools' sizes or put PgBouncer in transaction mode in front; raising max_connections costs memory for each and a restart.";
  return {
    rule: "connections-run-out",
    level: full === "act" ? "error" : "warning",
    object: "max_connections",
    message: `${used} of the ${limit} connections that ordinary roles may have are taken (${by}); beyond that every new one is refused with "too many clients". ${way}`,
    evidence: "measured",
    key: "connections-run-out",
  };
}
