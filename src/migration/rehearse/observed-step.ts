import type { Lock, LockMode, Step } from "../../core/migration.ts";
import { blocksOf, lockModes } from "../../core/migration.ts";
import type { Session } from "../../core/session.ts";
import { strongest } from "../effects/lock-mode.ts";
import { observe } from "../effects/observe.ts";
import { readRelations, type Relation, type Relations } from "../effects/relations.ts";
import { runStep } from "../run/run-step.ts";
import type { Direction, RunOptions, StepRun } from "../run/step-run.ts";

/** What a step was seen to do. */
export interface ObservedStep extends StepRun {
  /** On what existed before it, the strongest each. Of a statement that runs alone, those that it was caught with. */
  readonly locks: readonly Lock[];
  readonly rewrote: readonly string[];
  readonly walBytes: number;
  /** Tables that may have other rows now. */
  readonly written: ReadonlySet<string>;
  /** Locks beyond those that the plan promises, as sentences. */
  readonly beyond: readonly string[];
}

/** Runs a step, or its rollback, and looks what it does from inside its transactions. */
export async function runObserved(
  session: Session,
  step: Step,
  direction: Direction,
  options: RunOptions,
): Promise<ObservedStep> {
  const before = await readRelations(session);
  const from = await walPosition(session);
  const held = new Map<string, Set<LockMode>>();
  const run = await runStep(session, step, direction, {
    ...options,
    observe: async (inside) => {
      const seen = await observe(inside, "changed", []);
      for (const [oid, modes] of seen.held) {
        const known = held.get(oid) ?? new Set();
        modes.forEach((mode) => known.add(mode));
        held.set(oid, known);
      }
    },
  });
  const walBytes = (await walPosition(session)) - from;
  const locks = locksOf(before, held);
  return {
    ...run,
    locks,
    walBytes: Number(walBytes),
    rewrote: rewritten(before, await readRelations(session)),
    written: new Set(
      locks
        .filter(({ mode }) => rank(mode) >= rank("ROW EXCLUSIVE"))
        .map(({ relation }) => relation),
    ),
    beyond: direction === "forward" ? beyondPromise(step, locks, before) : [],
  };
}

const rank = (mode: LockMode): number => lockModes.indexOf(mode);

/** Of the whole server. */
async function walPosition(session: Session): Promise<bigint> {
  const [row] = await session.query<{ at: string }>(
    "select pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), '0/0')::text as at",
  );
  return BigInt(row?.at ?? 0);
}

function locksOf({ byOid }: Relations, held: ReadonlyMap<string, ReadonlySet<LockMode>>): Lock[] {
  return [...held]
    .flatMap(([oid, modes]) => {
      const relation = byOid.get(oid)?.name;
      const mode = strongest(modes);
      return relation === undefined ? [] : [{ relation, mode, blocks: blocksOf(mode) }];
    })
    .toSorted((a, b) => (a.relation < b.relation ? -1 : 1));
}

function rewritten(before: Relations, after: Relations): string[] {
  return [...after.byOid.values()]
    .filter(({ oid, name, kind, file }) => {
      const was = before.byOid.get(oid) ?? before.byName.get(name);
      return was !== undefined && "rm".includes(kind) && file !== "0" && !before.files.has(file);
    })
    .map(({ name }) => name)
    .sort();
}

/**
 * Locks up to ROW EXCLUSIVE are those of any application: which tables a statement reads and writes hangs on the rows. An index goes
 * with its table.
 */
function beyondPromise(
  { locks: promised }: Step,
  seen: readonly Lock[],
  before: Relations,
): string[] {
  const modes = new Map(promised.map(({ relation, mode }) => [relation, mode]));
  const promiseOf = (relation: Relation | undefined): LockMode | undefined => {
    if (relation === undefined) return undefined;
    const table = relation.table === null ? undefined : before.byOid.get(relation.table);
    const found = [relation.name, table?.name ?? relation.name].flatMap(
      (name) => modes.get(name) ?? [],
    );
    return found.length === 0 ? undefined : strongest(found);
  };
  return seen.flatMap(({ relation, mode }) => {
    const promise = promiseOf(before.byName.get(relation));
    if (rank(mode) <= rank(promise ?? "ROW EXCLUSIVE")) return [];
    if (rank(mode) <= rank("ROW EXCLUSIVE")) return [];
    return [
      `it takes ${mode} on ${relation}, and the plan ${promise === undefined ? "does not name that relation" : `says ${promise}`}`,
    ];
  });
}
