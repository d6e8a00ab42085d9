import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { Index } from "../../../postgres/catalog/model/constraint.ts";
import type { Table, View } from "../../../postgres/catalog/model/table.ts";
import { qualified } from "../../../sql/quote.ts";

export interface IndexOf {
  /** A materialized view may have indexes, too. */
  readonly table: Table | View;
  readonly index: Index;
  /** Qualified. */
  readonly name: string;
}

/** Indexes that somebody made: those of partitions that come from their parent are told by the parent's. */
export const indexesOf = ({ tables, views }: Catalog): readonly IndexOf[] =>
  [...tables, ...views].flatMap((table) =>
    table.indexes
      .filter(({ parent }) => parent === null)
      .map((index) => ({ table, index, name: qualified(table.schema, index.name) })),
  );

/** An index that nothing but queries needs: it guards no constraint, replicates nothing and belongs to no reference. */
export const isOptional = ({ index }: IndexOf): boolean =>
  !index.unique && index.constraint === null && !index.replicaIdentity && !index.clustered;

/** The way to be rid of an index and to have it again; undefined where a constraint, a comment or partitions hang on it. */
export function removal({
  table,
  index,
  name,
}: IndexOf): { readonly fix: string; readonly rollback: string } | undefined {
  if (index.constraint !== null || index.comment !== null || index.clustered) return undefined;
  if (index.keys.some(({ statistics }) => statistics !== null)) return undefined;
  // Dropping one takes those of the partitions along, whose names may have been chosen.
  if (table.kind === "partitioned table") return undefined;
  return {
    fix: `DROP INDEX CONCURRENTLY ${name};`,
    rollback: `${index.definition.replace(/^(CREATE (?:UNIQUE )?INDEX)/, "$1 CONCURRENTLY")};`,
  };
}

/**
 * What each key is, so that two of the same mean the same order: column or expression, operator class, collation, direction. A B-tree
 * can be read backwards, so that only the directions relative to the first key count.
 */
export function orderOf({ keys, method }: Index): readonly string[] {
  const backwards = method === "btree" && keys[0]?.descending === true;
  return keys.map((key) =>
    JSON.stringify([
      key.expression,
      key.opclass,
      key.opclassOptions,
      key.collation,
      key.descending !== backwards,
      key.nullsFirst !== backwards,
    ]),
  );
}

/** Unique over these columns alone, in whatever order: what a foreign key can refer to. */
export const isKeyOf = (index: Index, columns: readonly string[]): boolean =>
  index.unique &&
  index.predicate === null &&
  index.keys.length === columns.length &&
  columns.every((name) => index.keys.some(({ column }) => column === name));
