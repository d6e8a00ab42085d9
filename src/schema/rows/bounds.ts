import type { Session } from "../../core/session.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { nameOf } from "./fitted.ts";

/** What a partitioned table takes. */
export interface Bounds {
  /** A condition on its columns: there is a partition for the row. */
  readonly condition: string;
  /** Constants that stand in the bounds. */
  readonly constants: readonly string[];
}

/** By the qualified name of each partitioned table that is no partition. */
export async function readBounds(
  session: Session,
  catalog: Catalog,
): Promise<ReadonlyMap<string, Bounds>> {
  const roots = catalog.tables.filter(
    ({ kind, partitionBound }) => kind === "partitioned table" && partitionBound === null,
  );
  if (roots.length === 0) return new Map();
  const leaves = await session.query<{ root: string; condition: string | null; bound: string }>(
    `select root, pg_catalog.pg_get_partition_constraintdef(leaf.relid) as condition,
            coalesce((select pg_catalog.string_agg(pg_catalog.pg_get_expr(c.relpartbound, c.oid), ' ')
                      from pg_catalog.pg_partition_ancestors(leaf.relid) a join pg_catalog.pg_class c on c.oid = a.relid), '') as bound
     from unnest($1::text[]) root cross join lateral pg_catalog.pg_partition_tree(root::regclass) leaf
     where leaf.isleaf and leaf.relid <> root::regclass`,
    [roots.map(nameOf)],
  );
  return new Map(
    roots.map((root) => {
      const own = leaves.filter((leaf) => leaf.root === nameOf(root));
      const constants = own.flatMap(({ bound }) =>
        [...bound.matchAll(/'((?:[^']|'')*)'|-?\b\d+(?:\.\d+)?\b/g)].map(([text, quoted]) =>
          (quoted ?? text).replaceAll("''", "'"),
        ),
      );
      const conditions = own.map(({ condition }) => `(${condition ?? "true"})`);
      const condition = conditions.length === 0 ? "false" : conditions.join(" or ");
      return [nameOf(root), { condition: `(${condition})`, constants: [...new Set(constants)] }];
    }),
  );
}
