import type { Session } from "../../core/session.ts";
import { printingPlainly } from "../../postgres/catalog/plain-printing.ts";
import { unlessRefused } from "./read/ask.ts";
import { readColumns } from "./read/columns.ts";
import { withEnds } from "./read/ends.ts";
import { readExtended } from "./read/extended.ts";
import { withHeights } from "./read/heights.ts";
import { readHidden, withoutFound } from "./read/hidden.ts";
import { withRanges } from "./read/ranges.ts";
import { readRelations } from "./read/relations.ts";
import { scopeOf } from "./read/scope.ts";
import type { RelationName } from "./read/scope.ts";
import { readSettings } from "./read/settings.ts";
import type { Statistics } from "./types.ts";

export interface ReadOptions {
  /** Tables, with their indexes and statistics objects; default all. */
  readonly only?: readonly RelationName[];
}

/** Reads what the planner knows, in one snapshot: five queries, with the rights of an owner. Postgres 14 to 18. */
export async function readStatistics(
  original: Session,
  options: ReadOptions = {},
): Promise<Statistics> {
  const { only } = options;
  const scope = scopeOf(only);
  const statistics = await original.transaction(
    { access: "read only", isolation: "repeatable read", statementTimeoutMs: 60_000 },
    async () => {
      const settings = await readSettings(original);
      const tables =
        only?.length === 0
          ? { relations: [], columns: [], extended: [], missing: [] }
          : await printingPlainly(original, () => readTables(original, scope));
      return { version: original.version, settings, ...tables };
    },
  );
  return only?.length === 0 ? statistics : readMore(original, scope, statistics);
}

/** What the planner takes from indexes themselves, and what Postgres does not show of ranges. */
async function readMore(
  original: Session,
  scope: readonly unknown[],
  statistics: Statistics,
): Promise<Statistics> {
  const reach = await unlessRefused(original, statistics, () =>
    printingPlainly(original, () => withEnds(original, scope, statistics)),
  );
  const relations = await unlessRefused(original, reach.relations, () =>
    printingPlainly(original, () => withHeights(original, scope, reach.relations)),
  );
  const columns = await unlessRefused(original, reach.columns, () =>
    printingPlainly(original, () => withRanges(original, scope, reach.columns)),
  );
  const missing = withoutFound(statistics.missing, columns);
  return { ...statistics, columns, relations, missing };
}

async function readTables(
  original: Session,
  scope: readonly unknown[],
): Promise<Omit<Statistics, "version" | "settings">> {
  return {
    relations: await readRelations(original, scope),
    columns: await readColumns(original, scope),
    extended: await readExtended(original, scope),
    missing: await readHidden(original, scope),
  };
}
