import type { Compute } from "../core/manage/computes.ts";
import { maxConnections } from "../core/neon-facts.ts";

/**
 * `max_connections` of a compute when it is started next. A replica has no fewer than its primary, as Postgres does not let a standby
 * answer with fewer: a small one beside a large primary has the primary's. `all` holds the other computes of its branch.
 */
export function connectionsAtStart(
  { kind, branch, maxCu }: Pick<Compute, "kind" | "branch" | "maxCu">,
  all: readonly Compute[],
): number {
  const primary = all.find((each) => each.kind === "read_write" && each.branch.id === branch.id);
  const largest = kind === "read_only" ? Math.max(maxCu, primary?.maxCu ?? 0) : maxCu;
  return maxConnections(largest);
}
