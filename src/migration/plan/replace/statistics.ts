import type { Catalog, Statistics } from "../../../postgres/catalog/model/catalog.ts";
import { comment } from "../../../schema/text.ts";
import { qualified } from "../../../sql/quote.ts";
import { printed, sameIn } from "../alteration.ts";
import type { Piece, Surroundings } from "../recipe.ts";
import { renameColumns } from "./rename-columns.ts";
import { sameName } from "./replacement.ts";
import type { TableReplacement } from "./replacement.ts";

export interface StatisticsTwin {
  readonly item: Statistics;
  readonly twin: string;
  readonly piece: Piece;
}

/** CREATE STATISTICS on the new columns. */
export async function statisticsTwins(
  { table, columns }: TableReplacement,
  { before, after }: { readonly before: Catalog; readonly after: Catalog },
  { name }: Surroundings,
): Promise<StatisticsTwin[]> {
  const names = new Map(columns.map(({ column, fresh }) => [column.name, fresh]));
  const found: StatisticsTwin[] = [];
  for (const old of before.statistics) {
    const item = sameIn(after.statistics, old);
    if (item === undefined || !sameName(item.table, table)) continue;
    const renamed = await renameColumns(item.definition, names);
    if (renamed === item.definition) continue;
    const twin = name(item.name, "new");
    const own = qualified(item.schema, twin);
    const create = renamed.replace(printed(item), () => own);
    const sql = [
      create,
      ...(item.target === null ? [] : [`ALTER STATISTICS ${own} SET STATISTICS ${item.target}`]),
      ...comment(`STATISTICS ${own}`, item.comment),
    ].join(";\n");
    const purpose = `Gather the statistics of ${printed(item)} on the new column too.`;
    found.push({
      item,
      twin,
      piece: { phase: "verify", purpose, sql, rollback: `DROP STATISTICS ${own}` },
    });
  }
  return found;
}
