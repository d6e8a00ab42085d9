import type { Tool } from "../core/tool.ts";
import type { Scope } from "./principal.ts";

/**
 * `by branch`: `write`, and on a guarded branch `admin`. `rows`: the same, but rows of a guarded branch are never written by agents, unless
 * the operator lets them do everything (`--access full`). `files`: `write`, also where no database may be changed.
 */
export type Verdict = Scope | "by branch" | "rows" | "files";

type Args = Readonly<Record<string, unknown>>;

const reads = (action: unknown, verdict: Verdict): Verdict =>
  action === "list" || action === "status" ? "read" : verdict;

/** It looks at a branch as it was, and makes one for that. */
const looksBack = (side: unknown): boolean =>
  typeof side === "object" && side !== null && ("at" in side || "snapshot" in side);

/**
 * What each tool needs that does more than read, by its arguments as they came: nothing of them has been checked. What costs money, cuts
 * others off or widens access for good is admin's; so is what is done to a guarded branch.
 */
const verdicts: Readonly<Record<string, (args: Args) => Verdict>> = {
  advise_indexes: ({ measure }) => (measure === "branch" ? "write" : "read"),
  apply_migration: () => "by branch",
  compare_schemas: ({ from, to }) => (looksBack(from) || looksBack(to) ? "write" : "read"),
  configure_compute: () => "admin",
  create_branch: () => "write",
  create_project: () => "admin",
  delete_branch: () => "by branch",
  delete_project: () => "admin",
  end_sessions: () => "by branch",
  export_data: () => "files",
  import_data: ({ dry_run: dryRun }) => (dryRun === true ? "read" : "rows"),
  manage_database: ({ action }) => reads(action, "by branch"),
  manage_replication: ({ action }) => reads(action, "admin"),
  manage_role: ({ action }) => reads(action, "admin"),
  manage_snapshot: ({ action, in_place: inPlace }) =>
    action === "create" || (action === "restore" && inPlace !== true)
      ? "write"
      : reads(action, "admin"),
  prove_rls: ({ on }) => (on === "branch" ? "write" : "read"),
  rehearse_migration: ({ on }) => (on === "branch" ? "write" : "read"),
  reset_branch: () => "by branch",
  restore_branch: () => "by branch",
  rollback_migration: () => "by branch",
  run_sql: ({ mode = "read" }) => (mode === "read" ? "read" : "rows"),
  update_branch: (args) => (args["protected"] === undefined ? "by branch" : "admin"),
  update_project: () => "admin",
  verify_data: ({ source, target }) => (looksBack(source) || looksBack(target) ? "write" : "read"),
};

/** The tools that say for themselves what they need; the others only read. */
export const judgedTools: readonly string[] = Object.keys(verdicts);

/** A tool that changes something and has no line here is admin's. */
export function scopeOf({ name, effect }: Pick<Tool, "name" | "effect">, args: Args): Verdict {
  const own = verdicts[name];
  if (own !== undefined) return own(args);
  return effect === "read" ? "read" : "admin";
}
