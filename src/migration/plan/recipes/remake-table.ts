import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { printed, sameIn } from "../alteration.ts";
import { keyOf } from "../batch.ts";
import { cooked, together } from "../cooked.ts";
import type { Change, Recipe, Surroundings } from "../recipe.ts";
import { changesOf, movesRows, setsSequence } from "../remake/family.ts";
import { isMovable } from "../remake/movable.ts";
import { questionsOf, withoutKey } from "../remake/questions.ts";
import { remake } from "../remake/remake.ts";
import { stagesOf } from "../remake/stages.ts";

/**
 * A table becomes a partitioned one, or is partitioned otherwise. Its rows are copied: that leads to any layout. Where the old table itself
 * is attached as a partition nothing has to be copied, but then all its rows have to fit one partition for good, it has to have the
 * keys of the new one, and what is written after the switch lies elsewhere when the change is taken back.
 */
export const remakeTable: Recipe = {
  id: "remake-table",
  title: "Turn a table into a partitioned one",
  async cook(change, surroundings, later) {
    const changes = [change, ...later];
    const { before } = change;
    const after = changes.at(-1)?.after ?? change.after;
    for (const table of before.tables) {
      const target = sameIn(after.tables, table);
      if (target === undefined || !isOther(table, target)) continue;
      if (surroundings.isNew(printed(table)) || isTried(table, surroundings)) continue;
      const own = changesOf(table, target, changes, surroundings);
      if (own[0] !== change || change.statement.kind === "write") continue;
      tried.get(surroundings)?.add(printed(table));
      const keyless = [
        ...(keyOf(table).length === 0 ? [withoutKey(table, "old")] : []),
        ...(keyOf(target).length === 0 ? [withoutKey(target, "new")] : []),
      ];
      if (keyless.length > 0) return { ...cooked({ questions: keyless }), taken: own.slice(1) };
      // What they need of the others' may not be seen in their text: then all are made together.
      for (const taken of own.length < changes.length ? [own, changes] : [own]) {
        const writes = taken.filter(({ statement }) => statement.kind === "write");
        if (!isMovable(table, target, before) || !writes.every(movesRows)) continue;
        const wish = { table, before, statements: statementsOf(before, taken) };
        const stages = await stagesOf(wish, surroundings);
        if (stages === undefined) continue;
        const questions = await questionsOf(table, stages, apartFrom(taken, surroundings));
        return {
          ...together([remake(table, before, stages, surroundings), cooked({ questions })]),
          taken: taken.slice(1),
        };
      }
    }
    return undefined;
  },
};

/** Tables of a script for which no way was found: their other changes need not try it again. */
const tried = new WeakMap<Surroundings, Set<string>>();

function isTried(table: Table, surroundings: Surroundings): boolean {
  const names = tried.get(surroundings) ?? new Set();
  tried.set(surroundings, names);
  return names.has(printed(table));
}

/** The script's own copying of rows is no change of them. */
function apartFrom(taken: readonly Change[], surroundings: Surroundings): Surroundings {
  const moved = new Set(
    taken
      .filter(movesRows)
      .flatMap(({ effect }) =>
        effect.locks.flatMap(({ relation, mode }) => (mode === "ROW EXCLUSIVE" ? [relation] : [])),
      ),
  );
  return {
    ...surroundings,
    isWritten: (relation) => surroundings.isWritten(relation) && !moved.has(relation),
  };
}

const isOther = (table: Table, target: Table): boolean =>
  table.partitionBound === null &&
  table.partitionKey !== target.partitionKey &&
  target.partitionKey !== null;

/** What may have been made before the first of them is made here too. */
function statementsOf({ schemas }: Catalog, taken: readonly Change[]): string[] {
  return [
    ...schemas.map(({ name }) => `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(name)}`),
    ...taken.filter((change) => !setsSequence(change)).map(({ statement }) => statement.text),
  ];
}
