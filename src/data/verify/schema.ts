import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { withoutAccess } from "../../schema/access/without-access.ts";
import { changesOf, type SchemaChange } from "../../schema/compare/changes.ts";

export interface SchemaComparison {
  readonly equal: boolean;
  /** The target against the source: what is `removed` the target lacks. */
  readonly differences: readonly SchemaChange[];
  /** Objects that belong to other roles, or that others may use, and are the same beside that. */
  readonly access: readonly string[];
}

/** What this server keeps on a database for itself. */
const OWN = /(?:^| )neon_dba(?:$|\.)/;

/** How two schemas differ; with `tables`, only these tables. */
export function compareSchemas(
  source: Catalog,
  target: Catalog,
  tables: ReadonlySet<string> | undefined,
): SchemaComparison {
  const isMeant = (object: string): boolean =>
    !OWN.test(object) && (tables === undefined || tables.has(object.replace(/^table /, "")));
  const differences = changesOf(withoutAccess(source), withoutAccess(target)).filter(({ object }) =>
    isMeant(object),
  );
  const named = new Set(differences.map(({ object }) => object));
  const access = changesOf(source, target)
    .map(({ object }) => object)
    .filter((object) => isMeant(object) && !named.has(object));
  return { equal: differences.length === 0, differences, access };
}
