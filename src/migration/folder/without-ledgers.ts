import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { qualified } from "../../sql/quote.ts";
import { ledgers } from "./ledgers.ts";

/** The schema without the tables in which tools write down what they applied: no migration makes them. */
export function withoutLedgers(catalog: Catalog): Catalog {
  const gone = new Set(catalog.tables.filter(isLedger).map(printed));
  const stays = <T extends ObjectName>(objects: readonly T[]): T[] =>
    objects.filter((object) => !gone.has(printed(object)));
  return {
    ...catalog,
    tables: stays(catalog.tables),
    sequences: catalog.sequences.filter(
      ({ ownedBy }) => ownedBy === null || !gone.has(printed(ownedBy.table)),
    ),
    // drizzle-kit and graphile-migrate keep theirs in a schema of its own
    schemas: catalog.schemas.filter(
      ({ name }) =>
        !["drizzle", "graphile_migrate"].includes(name) ||
        stays(catalog.tables).some(({ schema }) => schema === name),
    ),
  };
}

const isLedger = (table: Table): boolean =>
  Object.values(ledgers).some(
    (ledger) =>
      ledger.table === table.name &&
      ledger.columns.every((column) => table.columns.some(({ name }) => name === column)),
  );

const printed = ({ schema, name }: ObjectName): string => qualified(schema, name);
