import { blocksOf, type Lock } from "../../../../core/migration.ts";
import type { Catalog } from "../../../../postgres/catalog/model/catalog.ts";
import type { Column } from "../../../../postgres/catalog/model/column.ts";
import type { LintedSet, LintedStatement } from "../../rule.ts";
import { relationsOf, tableOf } from "./names.ts";

/** The schema that the set begins with. */
export const initial = (set: LintedSet): Catalog | undefined => set.statements[0]?.before;

/** The schema that the set ends with. */
export const final = (set: LintedSet): Catalog | undefined => set.statements.at(-1)?.after;

/** Whether somebody may use the relation when the statement runs. */
export const inUse = (set: LintedSet, at: LintedStatement, relation: string): boolean =>
  relationsOf(at.before).has(relation) && !set.isNew(relation, at.number);

/** A column that an application may know: its table was there before the set, and had it. */
export function knownColumn(
  set: LintedSet,
  at: LintedStatement,
  table: string,
  column: string,
): Column | undefined {
  if (!inUse(set, at, table)) return undefined;
  const first = initial(set);
  const before = first && tableOf(first, table);
  if (before !== undefined && !before.columns.some(({ name }) => name === column)) return undefined;
  return tableOf(at.before, table)?.columns.find(({ name }) => name === column);
}

/** The statements of the same transaction up to this one, without it. */
export function earlierInTransaction(set: LintedSet, at: LintedStatement): LintedStatement[] {
  if (at.transaction === undefined) return [];
  return set.statements.filter(
    ({ transaction, number }) => transaction === at.transaction && number < at.number,
  );
}

/** Locks on relations in use that keep others from writing or reading, which a statement took itself. */
export const blockingLocks = (set: LintedSet, at: LintedStatement): Lock[] =>
  (at.effect?.locks ?? []).filter(
    ({ relation, mode }) => blocksOf(mode) !== "nothing" && inUse(set, at, relation),
  );

export interface Held {
  readonly at: LintedStatement;
  /** Of relations in use, which keep others from writing or reading. DDL took them. */
  readonly held: readonly Lock[];
}

/** Each statement, with the locks that its transaction holds already when it begins. */
export function* withHeldLocks(set: LintedSet): Iterable<Held> {
  const transactions = new Map<number, readonly Lock[]>();
  for (const at of set.statements) {
    const { transaction } = at;
    const held = transaction === undefined ? [] : (transactions.get(transaction) ?? []);
    yield { at, held };
    if (transaction === undefined) continue;
    const more = blockingLocks(set, at).filter(
      (lock) =>
        !held.some(({ relation, mode }) => relation === lock.relation && mode === lock.mode),
    );
    if (more.length > 0) transactions.set(transaction, [...held, ...more]);
  }
}

/** The schema when the transaction of the statement ends. */
export function afterTransaction(set: LintedSet, at: LintedStatement): Catalog {
  if (at.transaction === undefined) return at.after;
  const last = set.statements.findLast(({ transaction }) => transaction === at.transaction);
  return (last ?? at).after;
}

/** Whether the statement left the schema as it was. */
export const isUnchanged = ({ before, after }: LintedStatement): boolean =>
  before === after || JSON.stringify(before) === JSON.stringify(after);
