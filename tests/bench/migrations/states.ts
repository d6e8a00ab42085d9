import { fingerprintInAnyOrder } from "../../../src/migration/catalog.ts";
import type { RowFingerprints } from "../../../src/migration/rehearse/row-fingerprints.ts";
import { differences } from "../../../src/postgres/catalog/differences.ts";
import type { Catalog } from "../../../src/postgres/catalog/model/catalog.ts";

/** A database at one moment. */
export interface State {
  readonly catalog: Catalog;
  readonly rows: RowFingerprints;
}

/** What differs; columns in another order do not, nor values of chance. */
export function unlike(a: State, b: State, counted: ReadonlySet<string> = new Set()): string[] {
  const schema =
    fingerprintInAnyOrder(a.catalog) === fingerprintInAnyOrder(b.catalog)
      ? []
      : differences(a.catalog, b.catalog).map(
          ({ object, path, a: was, b: is }) =>
            `${object} ${path}: ${JSON.stringify(was)} / ${JSON.stringify(is)}`,
        );
  const rows = [...new Set([...a.rows.keys(), ...b.rows.keys()])].filter(
    (name) =>
      a.rows.get(name)?.rows !== b.rows.get(name)?.rows ||
      (a.rows.get(name)?.checksum !== b.rows.get(name)?.checksum && !counted.has(name)),
  );
  return [...schema, ...rows.map((name) => `rows of ${name}`)];
}
