import type { Session } from "../core/session.ts";
import { fingerprint } from "../postgres/catalog/fingerprint.ts";
import type { Catalog } from "../postgres/catalog/model/catalog.ts";
import { readCatalog } from "../postgres/catalog/read-catalog.ts";

/** The schema on the target in which it is written down what was applied there. */
export const LEDGER_SCHEMA = "neon_dba";

/** The schema of the session's database as migrations see it: every fingerprint and difference of theirs is of this. */
export async function readTargetCatalog(session: Session): Promise<Catalog> {
  return withoutLedger(await readCatalog(session));
}

/** What applying a migration leaves on the target besides the migration is no part of its schema. */
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

/** A fingerprint for which the order of columns does not count: a column that is made anew by a rollback comes last. */
export function fingerprintInAnyOrder(catalog: Catalog): string {
  const tables = catalog.tables.map((table) => ({
    ...table,
    columns: table.columns.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  }));
  return fingerprint({ ...catalog, tables });
}
