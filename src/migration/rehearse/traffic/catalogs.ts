import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import { qualified } from "../../../sql/quote.ts";

/** The application writes nothing that the plan's unique indexes refuse: the planner has asked the real rows. */
export function withLaterKeys(before: Catalog, after: Catalog): Catalog {
  const last = new Map(after.tables.map((table) => [qualified(table.schema, table.name), table]));
  const tables = before.tables.map((table) => {
    const columns = new Set(table.columns.map(({ name }) => name));
    const added = (last.get(qualified(table.schema, table.name))?.indexes ?? []).filter(
      ({ unique, keys }) =>
        unique && keys.every(({ column }) => column !== null && columns.has(column)),
    );
    return { ...table, indexes: [...table.indexes, ...added] };
  });
  return { ...before, tables };
}

/** Tables and columns that are there and stay. */
export function commonOf(now: Catalog, after: Catalog): Catalog {
  const last = new Map(after.tables.map((table) => [qualified(table.schema, table.name), table]));
  const tables = now.tables.flatMap((table) => {
    const stays = last.get(qualified(table.schema, table.name));
    const names = new Set(stays?.columns.map(({ name }) => name));
    return stays === undefined
      ? []
      : [{ ...table, columns: table.columns.filter(({ name }) => names.has(name)) }];
  });
  return { ...now, tables };
}
