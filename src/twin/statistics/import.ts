import type { Missing } from "../../core/twin.ts";
import { qualified } from "../../sql/quote.ts";
import { clearStatistics } from "./import/clear.ts";
import { restoreColumns } from "./import/columns.ts";
import { importExtended } from "./import/extended.ts";
import type { Place } from "./import/place.ts";
import { restoreRelations } from "./import/relations.ts";
import { restoreAll } from "./import/restore.ts";
import type { Statistics } from "./types.ts";

/**
 * Gives the twin's tables of the same names these statistics instead of what they had, in a few statements for all of them. Returns what
 * could not be taken over, with what the original did not show.
 */
export async function importStatistics(
  on: Place,
  statistics: Statistics,
): Promise<readonly Missing[]> {
  await clearStatistics(on.superuser, statistics.relations);
  const relations = statistics.relations.map((relation) => ({
    ...relation,
    relpages: relation.relpages | 0,
    relallvisible: relation.relallvisible | 0,
  }));
  const sizes = await restoreAll(on.owner, restoreRelations, relations);
  const absent = new Set(sizes.map(({ item }) => qualified(item.schema, item.name)));
  const columns = await restoreAll(
    on.owner,
    restoreColumns,
    statistics.columns.filter(({ schema, relation }) => !absent.has(qualified(schema, relation))),
  );
  return [
    ...statistics.missing,
    ...sizes.map(({ item, reason }) => ({
      object: `statistics of ${qualified(item.schema, item.name)}`,
      reason,
    })),
    ...columns.map(({ item, reason }) => ({
      object: `statistics of column ${item.column} of ${qualified(item.schema, item.relation)}`,
      reason,
    })),
    ...(await importExtended(on, statistics.extended)),
  ];
}
