import { ToolError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import type { Statement } from "../../sql/parse.ts";
import { asNode } from "../../sql/walk.ts";
import type { Effect } from "./effect.ts";
import { missingFeature } from "./features.ts";

export const majorOf = ({ version }: Session): number => Math.floor(version / 10_000);

/** Throws UNSUPPORTED where `postgres` (a major version) cannot execute the statement though the one that measures can. */
export function refuseNewer(statement: Statement, postgres: number, partitioned: boolean): void {
  const feature = missingFeature(statement, postgres, partitioned);
  if (feature === undefined) return;
  const { name, since } = feature;
  throw new ToolError(
    "UNSUPPORTED",
    `Postgres ${postgres} has no ${name}; that came with Postgres ${since}.`,
    `Write the statement without it, or upgrade the target to Postgres ${since} first.`,
  );
}

/**
 * The effect on the target's version of what was measured on a newer one. Of 253 forms that were measured on Postgres 14 to 18 (the tests
 * do it again), those that all of them execute do the same on each, but for GRANT and REVOKE.
 */
export function asOf(
  statement: Statement,
  effect: Omit<Effect, "postgres">,
  postgres: number,
): Effect {
  const grants = asNode(statement.node, "GrantStmt") !== undefined;
  if (!grants || postgres >= GRANT_LOCKS || effect.locks.length === 0)
    return { ...effect, postgres };
  return { ...effect, locks: [], evidence: "rule", postgres };
}

/** From here on they take ACCESS SHARE, so that no DROP goes on at the same time. */
export const GRANT_LOCKS = 18;
