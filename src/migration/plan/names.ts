import { clipped } from "../../core/clipped.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";

const LIMIT = 63;

/** Makes names of at most 63 bytes that nothing in the schema has, and none twice. The same questions get the same answers. */
export function freeNames(catalogs: readonly Catalog[]): (...parts: readonly string[]) => string {
  const taken = new Set(catalogs.flatMap(namesOf));
  return (...parts) => {
    for (let number = 0; ; number++) {
      const name = fit(parts, number === 0 ? "" : String(number));
      if (taken.has(name)) continue;
      taken.add(name);
      return name;
    }
  };
}

/** Parts joined by `_`, the longest shortened first, as Postgres does. */
function fit(parts: readonly string[], suffix: string): string {
  const sizes = parts.map((part) => Buffer.byteLength(part));
  const room = LIMIT - suffix.length - (parts.length - 1);
  for (let total = sum(sizes); total > room; total--) {
    const longest = sizes.indexOf(Math.max(...sizes));
    sizes[longest] = (sizes[longest] ?? 0) - 1;
  }
  return parts.map((part, at) => clipped(part, sizes[at] ?? 0)).join("_") + suffix;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

function namesOf(catalog: Catalog): string[] {
  const relations = [...catalog.tables, ...catalog.views];
  const lists = [catalog.types, catalog.sequences, catalog.routines, catalog.statistics, relations];
  return [
    ...lists.flat().map(({ name }) => name),
    ...relations.flatMap(({ columns, indexes, triggers }) =>
      [...columns, ...indexes, ...triggers].map(({ name }) => name),
    ),
    ...relations.flatMap(({ columns }) =>
      columns.flatMap(({ identity, notNull }) => [
        ...(identity?.sequence == null ? [] : [identity.sequence.name]),
        ...(notNull?.name == null ? [] : [notNull.name]),
      ]),
    ),
    ...catalog.tables.flatMap(({ constraints }) => constraints.map(({ name }) => name)),
  ];
}
