import { blocksOf, type Blocks, type LockMode } from "../../core/migration.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Statement } from "../../sql/parse.ts";
import { runsAlone } from "../../sql/runs-alone.ts";
import { tagged } from "../../sql/walk.ts";
import type { Effect } from "./effect.ts";
import { strongest } from "./lock-mode.ts";
import { expectedLocks } from "./rules/expect.ts";
import { find, tableOf } from "./rules/find.ts";
import { reachOf } from "./rules/reach.ts";
import { workOf } from "./rules/work-of.ts";

/**
 * What a statement does by the rules, without executing it: for those that no shadow can execute, as where an extension is missing.
 * Undefined where no rule is known. It says at least as much work as there is where the two are hard to tell apart, and leaves ACCESS SHARE
 * on what is only read out.
 */
export function lookUpEffect(
  statement: Statement,
  catalog: Catalog,
  postgres: number,
): Effect | undefined {
  const [tag, fields] = tagged(statement.node) ?? ["", {}];
  const named = expectedLocks(statement, postgres);
  if (named === undefined) return undefined;
  const modes = new Map<string, LockMode>();
  const add = (name: string, mode: LockMode): void => {
    modes.set(name, strongest([mode, modes.get(name) ?? mode]));
  };
  for (const { name, mode } of [...named, ...reachOf(tag, fields, catalog)]) {
    const found = find(catalog, name);
    if (found !== undefined) add(found.name, mode);
  }
  const work = workOf(tag, fields, catalog);
  const waits = runsAlone(statement) && tag !== "VacuumStmt";
  // an index that is built again cannot be read meanwhile
  if (!waits)
    for (const name of work.builds)
      if (find(catalog, name)?.name === name) add(name, "ACCESS EXCLUSIVE");
  const unreadable = [...modes].map(([name, mode]) =>
    mode === "ACCESS EXCLUSIVE" ? tableOf(find(catalog, name)) : undefined,
  );
  const blocks = (relation: string, mode: LockMode): Blocks =>
    unreadable.includes(relation) ? "reads and writes" : blocksOf(mode);
  return {
    locks: [...modes]
      .map(([relation, mode]) => ({ relation, mode, blocks: blocks(relation, mode) }))
      .toSorted((a, b) => (a.relation < b.relation ? -1 : 1)),
    rewrites: work.rewrites.toSorted(),
    scans: work.scans.toSorted(),
    builds: work.builds.toSorted(),
    waits,
    evidence: "rule",
    postgres,
  };
}
