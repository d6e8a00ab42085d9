import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import { rank } from "../item.ts";
import type { Item } from "../item.ts";
import { keyOf } from "../key.ts";
import { comment, nameOf } from "../text.ts";

export function statisticsItems(catalog: Catalog): Item[] {
  return catalog.statistics.map((statistics) => {
    const target = `STATISTICS ${nameOf(statistics)}`;
    const { target: detail } = statistics;
    return {
      key: keyOf("statistics", statistics),
      object: `statistics ${nameOf(statistics)}`,
      rank: rank.statistics,
      statements: [
        statistics.definition,
        ...(detail === null ? [] : [`ALTER ${target} SET STATISTICS ${detail}`]),
        ...comment(target, statistics.comment),
      ],
    };
  });
}
