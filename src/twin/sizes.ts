import type { Session } from "../core/session.ts";
import { qualified } from "../sql/quote.ts";
import { pagesOf } from "../embedded/twin/pages/pages-of.ts";
import { visibilityPage } from "../embedded/twin/pages/heap.ts";
import { resizeFile, writePages, writeVisibility } from "../embedded/twin/relation-file.ts";
import type { DataDirectory } from "../embedded/twin/relation-file.ts";
import { evict, invalidate } from "./catalog.ts";
import { formLeaves } from "./leaves.ts";
import type { TwinTable } from "./relations.ts";
import { sizeIndexes } from "./size/size-indexes.ts";
import type { IndexSize, KnownSize } from "./size/types.ts";
import type { RelationStatistics } from "./statistics/types.ts";

export interface TwinSessions {
  readonly owner: Session;
  readonly superuser: Session;
}

/** Gives files the sizes of the statistics, and indexes the pages from which the planner reads more than their size. */
export async function setSizes(
  { owner, superuser }: TwinSessions,
  directory: DataDirectory,
  relations: ReadonlyMap<string, TwinTable>,
  statistics: readonly RelationStatistics[],
): Promise<void> {
  const known = new Map<string, KnownSize>();
  const ends = new Map<string, readonly [string, string]>();
  const touched: string[] = [];
  for (const { schema, name, kind, pages, reltuples, ...index } of statistics) {
    const relation = relations.get(qualified(schema, name));
    if (relation?.path == null) continue;
    touched.push(relation.oid);
    resizeFile(directory, relation.path, pages);
    if (kind === "i")
      known.set(relation.oid, { pages, tuples: Math.max(0, reltuples), height: index.height });
    if (index.ends !== null) ends.set(relation.oid, index.ends);
  }
  await invalidate(superuser, touched);
  // A statement in which the session hears of that: it forgets the segments of files that are shorter now.
  await owner.query("select");
  const sizes = await sizeIndexes(owner, [...known.keys()], known);
  const indexes = [...relations.values()].filter(({ oid }) => known.has(oid));
  const leaves = await formLeaves({ owner, superuser }, directory, ends);
  await evict(superuser, [...known.keys()]);
  writeIndexes(directory, indexes, withLeaves(sizes, leaves));
  const tables = new Set(indexes.flatMap(({ oid, table }) => (leaves.has(oid) ? table : [])));
  for (const { oid, path } of relations.values())
    if (tables.has(oid) && path !== null) writeVisibility(directory, path, visibilityPage());
  // The model may have planned, and then the session has kept what the metapages said.
  await invalidate(superuser, [...known.keys()]);
}

function withLeaves(
  sizes: ReadonlyMap<string, IndexSize>,
  leaves: ReadonlyMap<string, readonly Buffer[]>,
): ReadonlyMap<string, IndexSize> {
  const all = new Map(sizes);
  for (const [oid, tuples] of leaves) {
    const size = sizes.get(oid);
    if (size?.btree !== undefined) all.set(oid, { ...size, btree: { ...size.btree, tuples } });
  }
  return all;
}

/** Writes indexes' files, of which nothing may be in a buffer. */
export function writeIndexes(
  directory: DataDirectory,
  indexes: readonly TwinTable[],
  sizes: ReadonlyMap<string, IndexSize>,
): void {
  for (const { oid, path } of indexes) {
    const size = sizes.get(oid);
    if (size === undefined || path === null) continue;
    resizeFile(directory, path, size.pages);
    writePages(directory, path, pagesOf(size));
  }
}
