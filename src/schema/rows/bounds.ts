import type { Session } from "../../core/session.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { nameOf } from "./name.ts";

/** What a partitioned table takes. */
export interface Bounds {
  /** A condition on its columns: there is a partition for the row. */
  readonly condition: string;
  /** Constants that stand in the bounds. */
  readonly constants: readonly string[];
  readonly leaves: readonly Leaf[];
}

/** A partition that holds rows itself. */
export interface Leaf {
  /** Qualified name. */
  readonly name: string;
  /** As that of the whole, of this one alone. */
  readonly condition: string;
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
  const leaves = await session.query<LeafRow>(
    `select root, n.nspname as schema, c.relname as name, pg_catalog.pg_get_partition_constraintdef(leaf.relid) as condition,
            coalesce((select pg_catalog.string_agg(pg_catalog.pg_get_expr(c.relpartbound, c.oid), ' ')
                      from pg_catalog.pg_partition_ancestors(leaf.relid) a join pg_catalog.pg_class c on c.oid = a.relid), '') as bound
     from unnest($1::text[]) root cross join lateral pg_catalog.pg_partition_tree(root::regclass) leaf
     join pg_catalog.pg_class c on c.oid = leaf.relid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
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
      const found = own.map((leaf) => ({
        name: nameOf(leaf),
        condition: `(${leaf.condition ?? "true"})`,
      }));
      const condition = anyOf(found);
      return [nameOf(root), { condition, constants: [...new Set(constants)], leaves: found }];
    }),
  );
}

interface LeafRow extends Record<string, unknown> {
  readonly root: string;
  readonly schema: string;
  readonly name: string;
  readonly condition: string | null;
  readonly bound: string;
}

const anyOf = (leaves: readonly Leaf[]): string =>
  `(${leaves.length === 0 ? "false" : leaves.map(({ condition }) => condition).join(" or ")})`;

/** A schema that is to come. */
export interface LaterSchema {
  readonly catalog: Catalog;
  /** Of its partitioned tables. */
  readonly bounds: ReadonlyMap<string, Bounds>;
}

/**
 * What partitions will take of the rows of `table`, which has `now`, if it is partitioned. What it holds in partitions that are none any
 * more then, it need not take; where others refer to it, their rows go with them. Undefined where nothing is known: remainders of a
 * hash are told by the oid of the table.
 */
export function laterCondition(
  table: string,
  now: Bounds | undefined,
  later: LaterSchema,
): string | undefined {
  const whole = later.bounds.get(table);
  const leaves =
    whole?.leaves ??
    [...later.bounds.values()].flatMap((root) => root.leaves.filter(({ name }) => name === table));
  if (leaves.length === 0) return undefined;
  const left = whole === undefined ? [] : leftAlone(table, now?.leaves ?? [], later);
  const stays = (now?.leaves ?? []).flatMap(({ name, condition }) => {
    const then = leaves.find((leaf) => leaf.name === name);
    return then === undefined || then.condition === condition
      ? []
      : [`(${condition} is not true or ${then.condition})`];
  });
  const condition = [anyOf([...leaves, ...left]), ...stays].join(" and ");
  return /\bsatisfies_hash_partition\(/.test(condition) ? undefined : condition;
}

/** Partitions that are tables of their own then, or are gone. */
function leftAlone(
  table: string,
  leaves: readonly Leaf[],
  { catalog: { tables } }: LaterSchema,
): readonly Leaf[] {
  const isReferenced = tables.some(({ constraints }) =>
    constraints.some(({ references }) => references !== null && nameOf(references.table) === table),
  );
  const partitions = new Set(
    tables.filter(({ partitionBound }) => partitionBound !== null).map(nameOf),
  );
  return isReferenced ? [] : leaves.filter(({ name }) => !partitions.has(name));
}
