import type { Lock, LockMode, Step } from "../../core/migration.ts";
import { blocksOf, lockModes } from "../../core/migration.ts";
import type { Session } from "../../core/session.ts";
import { strongest } from "../effects/lock-mode.ts";
import { observe } from "../effects/observe.ts";
import {
  addRelations,
  emptyRelations,
  relationRows,
  type Relation,
  type RelationRow,
  type Relations,
} from "../effects/relations.ts";
import { runStep } from "../run/run-step.ts";
import type { Direction, RunOptions, StepRun } from "../run/step-run.ts";
import type { Place } from "./place.ts";
import { sampleWhile } from "./while-running.ts";

/** What a step was seen to do. */
export interface ObservedStep extends StepRun {
  /** On what existed before the plan, the strongest each. Of a statement that runs alone, those that it was caught with. */
  readonly locks: readonly Lock[];
  readonly rewrote: readonly string[];
  readonly walBytes: number;
  /** Tables that may have other rows now. */
  readonly written: ReadonlySet<string>;
  /** Locks beyond those that the plan promises, as sentences. */
  readonly beyond: readonly string[];
}

/** The relations of the database, and how much has been written to the log of the whole server. */
export interface Moment {
  readonly relations: Relations;
  readonly wal: bigint;
  /** The relations as Postgres sent them. */
  readonly text: string;
}

/** Most steps leave the relations of `last` as they were, and what was sent then need not be taken apart again. */
export async function readMoment(session: Session, last?: Moment): Promise<Moment> {
  const [row] = await session.query<{ rows: string | null; at: string }>(
    `select (${relationRows("all")})::pg_catalog.text as rows,
       pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), '0/0')::text as at`,
  );
  const text = row?.rows ?? "[]";
  const relations = text === last?.text ? last.relations : relationsIn(text);
  return { relations, wal: BigInt(row?.at ?? 0), text };
}

function relationsIn(text: string): Relations {
  const relations = emptyRelations();
  addRelations(relations, JSON.parse(text) as RelationRow[]);
  return relations;
}

/**
 * Runs a step, or its rollback, and looks what it does from inside its transactions. `before` is the moment before it, `first` the one
 * before the plan: what the plan makes is nobody else's.
 */
export async function runObserved(
  place: Place,
  step: Step,
  direction: Direction,
  { before, first }: { readonly before: Moment; readonly first: Moment },
  options: RunOptions,
): Promise<{ readonly seen: ObservedStep; readonly after: Moment }> {
  const { session } = place;
  const connected = { session, connect: () => place.connect() };
  const held = new Map<string, Set<LockMode>>();
  const observed: RunOptions = {
    ...options,
    observe: async (inside) => void addModes(held, (await observe(inside, "changed", [])).held),
  };
  const { result: run, taken: sampled } = await sampleWhile(connected, step, direction, () =>
    runStep(session, step, direction, observed),
  );
  const after = await readMoment(session, before);
  const { relations } = before;
  // what runs alone changes no rows
  const written = locksOf(relations, held);
  const taken = locksOf(relations, addModes(ofTables(sampled, relations), held));
  const isOthers = (relation: string): boolean => {
    const oid = relations.byName.get(relation)?.oid;
    return oid !== undefined && first.relations.byOid.has(oid);
  };
  const locks = taken.filter(({ relation }) => isOthers(relation));
  const seen = {
    ...run,
    locks,
    walBytes: Number(after.wal - before.wal),
    rewrote: rewritten(relations, after.relations).filter(isOthers),
    written: new Set(
      written
        .filter(({ mode }) => rank(mode) >= rank("ROW EXCLUSIVE"))
        .map(({ relation }) => relation),
    ),
    beyond: direction === "forward" ? beyondPromise(step, locks, relations) : [],
  };
  return { seen, after };
}

type Modes = ReadonlyMap<string, ReadonlySet<LockMode>>;

/** Of an index that is dropped the last lock is seen or not, as it comes; nobody uses it any more. */
const ofTables = (sampled: Modes, { byOid }: Relations): Map<string, Set<LockMode>> =>
  new Map(
    [...sampled]
      .filter(([oid]) => byOid.get(oid)?.table === null)
      .map(([oid, modes]) => [oid, new Set(modes)]),
  );

function addModes(to: Map<string, Set<LockMode>>, found: Modes): Modes {
  for (const [oid, modes] of found) to.set(oid, new Set([...(to.get(oid) ?? []), ...modes]));
  return to;
}

const rank = (mode: LockMode): number => lockModes.indexOf(mode);

function locksOf({ byOid }: Relations, held: Modes): Lock[] {
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
