import { blocksOf, type Lock } from "../../../../core/migration.ts";
import { qualified } from "../../../../sql/quote.ts";
import type { LintFinding, LintedSet, LintedStatement } from "../../rule.ts";
import { changesOf } from "./changes.ts";
import { code, relationsOf } from "./names.ts";

/** Work that grows with a table, while others cannot write to it or read it. */
export interface HeavyWork {
  readonly relation: string;
  readonly lock: Lock;
  readonly does: "rewrites" | "builds" | "reads";
}

/** What the statement was measured to do to tables that others use, under SHARE or stronger. */
export function heavyWork(set: LintedSet, at: LintedStatement): HeavyWork[] {
  const { effect } = at;
  if (effect === undefined) return [];
  const built = builtOn(at);
  const touched = new Set([...effect.rewrites, ...effect.scans, ...built]);
  for (const name of referencedByEmpty(set, at)) touched.delete(name);
  return [...touched].toSorted().flatMap((relation) => {
    const lock = effect.locks.find((candidate) => candidate.relation === relation);
    if (lock === undefined || blocksOf(lock.mode) === "nothing") return [];
    if (!isRelation(at, relation) || set.isNew(relation, at.number)) return [];
    const does = effect.rewrites.includes(relation)
      ? "rewrites"
      : built.has(relation)
        ? "builds"
        : "reads";
    return [{ relation, lock, does }];
  });
}

/** Referenced by new tables in which nobody has put a row: a join with no rows reads nothing of them. */
function referencedByEmpty(set: LintedSet, at: LintedStatement): string[] {
  const { altered } = changesOf(at);
  if (!altered.some(({ name }) => set.isNew(name, at.number) && !isFilled(set, at, name)))
    return [];
  if (
    altered.some(({ name, constraints }) => constraints.length > 0 && !set.isNew(name, at.number))
  )
    return [];
  return altered.flatMap(({ constraints }) =>
    constraints.flatMap(({ references }) =>
      references === null ? [] : [qualified(references.table.schema, references.table.name)],
    ),
  );
}

/** By an earlier statement of the set. */
const isFilled = (set: LintedSet, at: LintedStatement, name: string): boolean =>
  set.statements.some(
    (earlier) =>
      earlier.number < at.number &&
      earlier.effect?.locks.some(
        ({ relation, mode }) => relation === name && mode === "ROW EXCLUSIVE",
      ) === true,
  );

/** Not an index: what happens to it, happens to its table. */
function isRelation({ before }: LintedStatement, name: string): boolean {
  return relationsOf(before).has(name) || isSequence(before, name);
}

function isSequence({ sequences, tables }: LintedStatement["before"], name: string): boolean {
  return (
    sequences.some((sequence) => qualified(sequence.schema, sequence.name) === name) ||
    tables.some(({ columns }) =>
      columns.some(({ identity }) => {
        const sequence = identity?.sequence;
        return (
          sequence !== null &&
          sequence !== undefined &&
          qualified(sequence.schema, sequence.name) === name
        );
      }),
    )
  );
}

function builtOn({ effect, before, after }: LintedStatement): Set<string> {
  const built = new Set(effect?.builds);
  if (built.size === 0) return built;
  const tables = [...relationsOf(before), ...relationsOf(after)].filter(([, { schema, indexes }]) =>
    indexes.some(({ name }) => built.has(qualified(schema, name))),
  );
  return new Set(tables.map(([name]) => name));
}

export interface HeavyStatement {
  readonly at: LintedStatement;
  readonly works: readonly HeavyWork[];
}

const known = new WeakMap<LintedSet, readonly HeavyStatement[]>();

export function heavyStatements(set: LintedSet): readonly HeavyStatement[] {
  const kept =
    known.get(set) ??
    set.statements
      .map((at) => ({ at, works: heavyWork(set, at) }))
      .filter(({ works }) => works.length > 0);
  known.set(set, kept);
  return kept;
}

/** `It rewrites \`app.tasks\` (12,000 rows) under ACCESS EXCLUSIVE, which blocks reads and writes.` */
export function sentence(set: LintedSet, works: readonly HeavyWork[]): string {
  const parts = works.map(({ relation, lock, does }) => {
    const rows = set.rows(relation);
    const size = rows === undefined ? "" : ` (${Math.round(rows).toLocaleString("en-US")} rows)`;
    return `${VERBS[does]} ${code(relation)}${size} under ${lock.mode}, which blocks ${lock.blocks}`;
  });
  return `It ${parts.join(", and ")}.`;
}

const VERBS = {
  rewrites: "rewrites",
  builds: "builds an index over all of",
  reads: "reads all of",
};

export interface Cause {
  /** Qualified name. */
  readonly object: string;
  /** Sentences: what is asked for, and what to do instead. */
  readonly because: string;
  readonly instead: string;
  readonly fix?: string | undefined;
  readonly level?: LintFinding["level"];
}

export function heavyFinding(
  set: LintedSet,
  { at, works }: HeavyStatement,
  { object, because, instead, fix, level = "error" }: Cause,
): LintFinding {
  return {
    level,
    at,
    object,
    message: `${because} ${sentence(set, works)} ${instead}`,
    evidence: at.effect?.evidence ?? "rule",
    ...(fix === undefined ? {} : { fix }),
  };
}

export const rewritten = (works: readonly HeavyWork[], name: string): boolean =>
  works.some(({ relation, does }) => relation === name && does === "rewrites");
