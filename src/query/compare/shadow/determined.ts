import { createRandom } from "../../../schema/rows/random.ts";
import type { SmallDatabase } from "./generate.ts";
import type { Detail } from "./trial.ts";

/** The same rows stored in so many orders, the database itself first. Tables stay in their order, so that references are met. */
export function otherOrders(database: SmallDatabase, count: number): SmallDatabase[] {
  const tables = [...new Set(database.map(({ table }) => table))];
  const ordered = (arrange: (rows: SmallDatabase) => SmallDatabase): SmallDatabase =>
    tables.flatMap((table) => arrange(database.filter((row) => row.table === table)));
  const random = createRandom(database.length);
  const shuffled = Array.from({ length: count - 2 }, () =>
    ordered((rows) => random.some(rows, rows.length)),
  );
  return [database, ordered((rows) => rows.toReversed()), ...shuffled];
}

/**
 * Whether the rewritten returns something that the original returns for no order in which the rows may be stored. Where an
 * original leaves something open (which of equal rows DISTINCT ON keeps, in what order array_agg gathers), everything that
 * it may return is right.
 */
export function isWrong(details: readonly Detail[]): boolean {
  return details.some((candidate) => !details.some((known) => allows(known, candidate)));
}

/** Whether the original returned the same rows both times; chance or the clock may be in it. */
export function isRepeatable(one: Detail, other: Detail): boolean {
  const rows = ({ from }: Detail): string => JSON.stringify(from.map(([, row]) => row).toSorted());
  return rows(one) === rows(other);
}

/** The rows at the places of each group are rows of that group, each at most as often as the group has it. */
function allows(known: Detail, { rows }: Detail): boolean {
  if (rows.length !== known.count) return false;
  const left = new Map<string, number>();
  for (const [group, row] of known.from) {
    const key = JSON.stringify([group, row]);
    left.set(key, (left.get(key) ?? 0) + 1);
  }
  return rows.every((row, index) => {
    const key = JSON.stringify([known.from[known.offset + index]?.[0], row]);
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count > 0;
  });
}
