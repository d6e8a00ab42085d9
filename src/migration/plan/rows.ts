import type { Table } from "../../postgres/catalog/model/table.ts";
import { printed } from "./alteration.ts";
import type { Surroundings } from "./recipe.ts";

/**
 * Whether the table has such rows on the target now. Undefined where that cannot be known: the script itself writes its rows first, or
 * looking for them takes too long.
 */
export async function hasRows(
  table: Pick<Table, "schema" | "name">,
  condition: string,
  { ask, isWritten }: Surroundings,
): Promise<boolean | undefined> {
  const name = printed(table);
  if (isWritten(name)) return undefined;
  const row = await ask(`select exists (select from ${name} where ${condition}) as found`);
  return typeof row?.["found"] === "boolean" ? row["found"] : undefined;
}

/** `3 rows`, or `Rows` where counting them takes too long. For the beginning of a sentence. */
export async function countRows(
  table: Pick<Table, "schema" | "name">,
  condition: string,
  { ask }: Surroundings,
): Promise<string> {
  const row = await ask(`select count(*)::text as found from ${printed(table)} where ${condition}`);
  const found = Number(row?.["found"] ?? 0);
  if (found === 0) return "Rows";
  return `${found} ${found === 1 ? "row" : "rows"}`;
}
