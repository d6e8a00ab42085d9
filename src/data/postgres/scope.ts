import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { qualified } from "../../sql/quote.ts";
import { chooseTables } from "../verify/choose.ts";

interface Scope {
  readonly catalog: Catalog;
  /** What goes with the tables and stays where it is. */
  readonly left: readonly string[];
}

/**
 * The schema as far as some tables have it: these with those that they inherit from or are divided into, and what belongs to tables.
 * Types and functions are all there still, for whoever divides the DDL to choose from. `known` are tables that the target has: a
 * foreign key may lead there. Errors: NOT_FOUND.
 */
export function scopeTo(
  catalog: Catalog,
  wanted: readonly string[],
  known: ReadonlySet<string>,
): Scope {
  const chosen = familyOf(
    catalog.tables,
    chooseTables(catalog.tables.map(nameOf), wanted, "The source does not have"),
  );
  const isChosen = (name: ObjectName): boolean => chosen.has(nameOf(name));
  const left: string[] = [];
  const tables = catalog.tables.filter(isChosen).map((table) => ({
    ...table,
    constraints: table.constraints.filter(({ name, references }) => {
      const isThere =
        references === null || isChosen(references.table) || known.has(nameOf(references.table));
      if (!isThere) left.push(`foreign key ${name} of ${nameOf(table)}`);
      return isThere;
    }),
  }));
  return {
    left: [...left, ...(catalog.views.length === 0 ? [] : [`${catalog.views.length} views`])],
    catalog: {
      ...catalog,
      tables,
      views: [],
      sequences: catalog.sequences.filter(
        ({ ownedBy }) => ownedBy === null || isChosen(ownedBy.table),
      ),
      statistics: catalog.statistics.filter(({ table }) => isChosen(table)),
      others: catalog.others.filter(({ kind }) => kind !== "event trigger"),
    },
  };
}

/** Who may use what, of the tables and their schemas alone. */
export const accessOf = (catalog: Catalog): Catalog => ({
  ...catalog,
  schemas: catalog.schemas.filter(({ name }) =>
    catalog.tables.some(({ schema }) => schema === name),
  ),
  types: [],
  routines: [],
  sequences: catalog.sequences.filter(({ ownedBy }) => ownedBy !== null),
  others: [],
  foreignGrants: [],
  defaultPrivileges: [],
});

const nameOf = ({ schema, name }: ObjectName): string => qualified(schema, name);

/** With parents and children, theirs, and so on. */
function familyOf(tables: readonly Table[], names: readonly string[]): ReadonlySet<string> {
  const family = new Set(names);
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const table of tables) {
      const parents = table.inherits.map(nameOf);
      if (family.has(nameOf(table))) parents.forEach((parent) => family.add(parent));
      else if (parents.some((parent) => family.has(parent))) family.add(nameOf(table));
    }
  }
  return family;
}
