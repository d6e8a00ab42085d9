import type { IndexFigures } from "../../embedded/twin/pages/types.ts";

/** An index as it would be if it had just been built; `tuples` as `pg_class.reltuples` would have it. */
export interface IndexSize extends IndexFigures {
  readonly tuples: number;
}

/** Size of an index that exists: `pages` of its file, `tuples` from `pg_class.reltuples`, a btree's height where it was asked for. */
export interface KnownSize {
  readonly pages: number;
  readonly tuples: number;
  readonly height?: number | null;
}
