import type { Session } from "../core/session.ts";
import { qualified } from "../sql/quote.ts";
import { pagesOf } from "../embedded/twin/pages/pages-of.ts";
import { resizeFile, writePages } from "../embedded/twin/relation-file.ts";
import type { DataDirectory } from "../embedded/twin/relation-file.ts";
import { evict, invalidate } from "./catalog.ts";
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
  const touched: string[] = [];
  for (const { schema, name, kind, pages, reltuples, height } of statistics) {
    const relation = relations.get(qualified(schema, name));
    if (relation?.path == null) continue;
    touched.push(relation.oid);
    resizeFile(directory, relation.path, pages);
    if (kind === "i") known.set(relation.oid, { pages, tuples: Math.max(0, reltuples), height });
  }
  await invalidate(superuser, touched);
  // A statement in which the session hears of that: it forgets the segments of files that are shorter now.
  await owner.query("select");
  const sizes = await sizeIndexes(owner, [...known.keys()], known);
  const indexes = [...relations.values()].filter(({ oid }) => known.has(oid));
  await evict(superuser, [...known.keys()]);
  writeIndexes(directory, indexes, sizes);
  // The model may have planned, and then the session has kept what the metapages said.
  await invalidate(superuser, [...known.keys()]);
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
