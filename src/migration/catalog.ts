import type { Session } from "../core/session.ts";
import { fingerprint } from "../postgres/catalog/fingerprint.ts";
import type { Catalog } from "../postgres/catalog/model/catalog.ts";
import { readCatalog } from "../postgres/catalog/read-catalog.ts";
import { withoutLedger } from "../schema/without-ledger.ts";

/** The schema of the session's database as migrations see it: every fingerprint and difference of theirs is of this. */
export async function readTargetCatalog(session: Session): Promise<Catalog> {
  return withoutLedger(await readCatalog(session));
}

/** A fingerprint for which the order of columns does not count: a column that is made anew by a rollback comes last. */
export function fingerprintInAnyOrder(catalog: Catalog): string {
  const tables = catalog.tables.map((table) => ({
    ...table,
    columns: table.columns.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  }));
  return fingerprint({ ...catalog, tables });
}
