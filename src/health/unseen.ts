import type { Finding } from "../core/finding.ts";
import { identifier } from "../core/identifier.ts";
import { quoteIdentifier } from "../sql/quote.ts";
import type { HealthContext } from "./area.ts";
import type { Place } from "./place.ts";

/** Says once for all areas what this role is not shown: what it does not see cannot be called well. */
export function unseen({ seesAll, session }: HealthContext): readonly Finding[] {
  if (seesAll) return [];
  const { role } = session.target;
  return [
    {
      rule: "sees-own-sessions-only",
      level: "info",
      object: identifier(role),
      message: `Role ${identifier(role)} is shown neither state nor statements of other roles' sessions, nor the texts of their statements: they are counted, and their locks seen, but what they do is not. Grant it pg_read_all_stats, or name another role in target.`,
      evidence: "measured",
      fix: `grant pg_read_all_stats to ${quoteIdentifier(role)};`,
      key: `sees-own-sessions-only:${role}`,
    },
  ];
}

/** A compute that slept had no sessions to look at: what a check finds of live activity then is its own. */
export function woken({ compute }: Place): readonly Finding[] {
  if (compute?.state !== "idle") return [];
  const since = compute.suspendedAt === undefined ? "" : ` since ${compute.suspendedAt}`;
  return [
    {
      rule: "was-suspended",
      level: "info",
      object: "compute",
      message: `The compute was suspended${since}, and this check woke it: nobody was connected, and its counters and caches began anew.`,
      evidence: "measured",
      key: "was-suspended",
    },
  ];
}
