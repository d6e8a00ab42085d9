import type { Catalog } from "../postgres/catalog/model/catalog.ts";

/** The schema on the target in which it is written down what was applied and imported there. */
const LEDGER_SCHEMA = "neon_dba";

/** What this server writes down on the target is no part of its schema, and no application's. */
export function withoutLedger(catalog: Catalog): Catalog {
  const elsewhere = <T extends { readonly schema: string | null }>(objects: readonly T[]): T[] =>
    objects.filter(({ schema }) => schema !== LEDGER_SCHEMA);
  return {
    ...catalog,
    schemas: catalog.schemas.filter(({ name }) => name !== LEDGER_SCHEMA),
    types: elsewhere(catalog.types),
    sequences: elsewhere(catalog.sequences),
    tables: elsewhere(catalog.tables),
    views: elsewhere(catalog.views),
    routines: elsewhere(catalog.routines),
    statistics: elsewhere(catalog.statistics),
    defaultPrivileges: elsewhere(catalog.defaultPrivileges),
    others: elsewhere(catalog.others),
  };
}
