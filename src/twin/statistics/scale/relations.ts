import type { RelationStatistics } from "../types.ts";

/** `MaxBlockNumber`: 32 TiB. */
const MOST_PAGES = 0xffff_fffe;

export function scaleRelation(relation: RelationStatistics, factor: number): RelationStatistics {
  const pages = (count: number): number => Math.min(MOST_PAGES, Math.ceil(count * factor));
  return {
    ...relation,
    relpages: pages(relation.relpages),
    reltuples:
      relation.reltuples < 0 ? relation.reltuples : Math.round(relation.reltuples * factor),
    relallvisible: pages(relation.relallvisible),
    relallfrozen: relation.relallfrozen === null ? null : pages(relation.relallfrozen),
    pages: pages(relation.pages),
    height: null,
    ends: null,
  };
}
