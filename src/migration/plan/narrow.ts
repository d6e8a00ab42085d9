import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import type { DatabaseSchema } from "../../schema/read-schema.ts";
import { printed } from "./alteration.ts";

/**
 * Two states of a schema without what is the same in both and cannot matter to the difference: one statement changes one thing or two, and
 * a schema may have thousands.
 */
export function narrowed(
  a: DatabaseSchema,
  b: DatabaseSchema,
): readonly [DatabaseSchema, DatabaseSchema] {
  const changed = new Set([
    ...changedOf(a.catalog.tables, b.catalog.tables),
    ...changedOf(b.catalog.tables, a.catalog.tables),
  ]);
  const relatives = relativesOf([...a.catalog.tables, ...b.catalog.tables], changed);
  const only = onlyTables(a.catalog, b.catalog);
  const narrow = (schema: DatabaseSchema): DatabaseSchema => ({
    ...schema,
    catalog: {
      ...schema.catalog,
      tables: schema.catalog.tables.filter((table) => relatives.has(printed(table))),
      ...(only ? { views: [], routines: [], types: [], others: [] } : {}),
    },
  });
  return [narrow(a), narrow(b)];
}

/** Names of those that are not the same on the other side. */
function changedOf(objects: readonly Table[], others: readonly Table[]): string[] {
  const texts = new Map(others.map((other) => [printed(other), other]));
  return objects.filter((object) => !same(object, texts.get(printed(object)))).map(printed);
}

const same = (a: unknown, b: unknown): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b);

/** Parents and children of what changes are changed along with it. */
function relativesOf(tables: readonly Table[], changed: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set(changed);
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const table of tables) {
      const family = [table as ObjectName, ...table.inherits].map(printed);
      if (table.inherits.length > 0 && family.some((name) => found.has(name)))
        for (const name of family) found.add(name);
    }
  }
  return found;
}

/** Whether nothing else is different that views or routines could hang on. */
const onlyTables = (a: Catalog, b: Catalog): boolean =>
  (["schemas", "extensions", "types", "views", "routines", "others"] as const).every((list) =>
    same(a[list], b[list]),
  );
