import type { Table, View } from "../../../postgres/catalog/model/table.ts";
import { qualified } from "../../../sql/quote.ts";
import { indexName, nameOf } from "./find.ts";

export type Relation = Table | View;

/** What is read from end to end, written into a new file, and built. Qualified names. */
export interface Work {
  readonly rewrites: readonly string[];
  readonly scans: readonly string[];
  readonly builds: readonly string[];
}

export const noWork: Work = { rewrites: [], scans: [], builds: [] };

/** All rows into a new file, and all indexes after them. */
export function rewritten(table: Relation): Work {
  return {
    rewrites: [nameOf(table)],
    scans: [nameOf(table)],
    builds: table.indexes.map((index) => indexName(table, index)),
  };
}

export function together(all: readonly Work[]): Work {
  const union = (lists: (work: Work) => readonly string[]): string[] => [
    ...new Set(all.flatMap(lists)),
  ];
  return {
    rewrites: union(({ rewrites }) => rewrites),
    scans: union(({ scans }) => scans),
    builds: union(({ builds }) => builds),
  };
}

/** The name that Postgres would choose, but for its limit of 63 bytes and for numbers where it is taken. */
export function newIndex(
  table: Relation,
  name: string,
  columns: readonly string[],
  suffix: string,
): string {
  const chosen = [table.name, ...columns, suffix].join("_");
  return qualified(table.schema, name === "" ? chosen : name);
}
