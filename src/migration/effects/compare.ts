import type { LockMode } from "../../core/migration.ts";
import type { Statement } from "../../sql/parse.ts";
import { asNode } from "../../sql/walk.ts";
import { strongest } from "./lock-mode.ts";
import type { Observation } from "./observe.ts";
import type { Relations } from "./relations.ts";
import { expectedLocks } from "./rules/expect.ts";

/** Modes by oid. */
type Modes = ReadonlyMap<string, LockMode>;

/** What the rules say of relations that exist. */
export function expectedByOid(
  statement: Statement,
  postgres: number,
  named: Observation["named"],
): Modes {
  const expected = new Map<string, LockMode>();
  for (const { name, mode } of expectedLocks(statement, postgres) ?? []) {
    const oid = named.get(name);
    if (oid !== undefined) expected.set(oid, strongest([mode, expected.get(oid) ?? mode]));
  }
  return expected;
}

/**
 * Postgres does not count how often a lock is taken. Of a relation that the statement names and whose lock was there already, it took
 * again what the rules say, or else the strongest that is held.
 */
export function takenBetween(
  before: Observation,
  after: Observation,
  expected: Modes,
): Map<string, Set<LockMode>> {
  const named = new Set(before.named.values());
  const taken = new Map<string, Set<LockMode>>();
  for (const [oid, modes] of after.held) {
    const earlier = before.held.get(oid) ?? new Set();
    const fresh = [...modes].filter((mode) => !earlier.has(mode));
    const rule = expected.get(oid);
    if (rule !== undefined && earlier.has(rule)) fresh.push(rule);
    else if (fresh.length === 0 && named.has(oid)) fresh.push(strongest(modes));
    if (fresh.length > 0) taken.set(oid, new Set(fresh));
  }
  return taken;
}

/** Whether the statement does nothing, and is no error, where what it is about is not there. */
export const isOptional = ({ node }: Statement): boolean =>
  asNode(node, "DropStmt")?.["missing_ok"] === true;

/** Where the rules say another mode than was measured, both. With `optional`, no lock at all is none of these. */
export function disagreementOf(
  { byOid }: Relations,
  taken: ReadonlyMap<string, ReadonlySet<LockMode>>,
  expected: Modes,
  optional: boolean,
): string | undefined {
  const sentences = [...expected].flatMap(([oid, rule]) => {
    const modes = taken.get(oid);
    const measured = modes === undefined ? "no lock" : strongest(modes);
    return measured === rule || (optional && modes === undefined)
      ? []
      : [`${byOid.get(oid)?.name}: measured ${measured}, the rules say ${rule}.`];
  });
  return sentences.length === 0 ? undefined : sentences.join(" ");
}
