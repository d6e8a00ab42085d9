import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { printed } from "../alteration.ts";
import type { Alteration } from "../alteration.ts";
import { sameName } from "../replace/replacement.ts";

/**
 * A column cannot have a default and an identity: the default makes room for it, and the sequence that was its own goes with it.
 * What comes before the statement; nothing where nothing is in its way.
 */
export function roomForIdentity(
  { subtype, table, name }: Alteration,
  { sequences }: Catalog,
): readonly string[] {
  const column = table.columns.find((item) => item.name === name);
  if (subtype !== "AT_AddIdentity" || column?.default == null) return [];
  const own = sequences.filter(
    ({ ownedBy }) => ownedBy !== null && sameName(ownedBy.table, table) && ownedBy.column === name,
  );
  return [
    `ALTER TABLE ${printed(table)} ALTER COLUMN ${quoteIdentifier(name)} DROP DEFAULT`,
    ...own.map((sequence) => `DROP SEQUENCE ${printed(sequence)}`),
  ];
}
