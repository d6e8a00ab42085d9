import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { indexesOf, isKeyOf, orderOf, removal, type IndexOf } from "../facts/indexes.ts";
import { foreignKeysOf } from "../facts/references.ts";

export const indexDuplicate: Rule<SchemaFacts> = {
  id: "index-duplicate",
  title: "The same index twice",
  effect: "Each write keeps both up to date, and no query is faster for it.",
  *check({ catalog }) {
    const kept = new Map<string, IndexOf>();
    const referred = referredIn(catalog);
    const worth = (one: IndexOf): number =>
      8 * Number(one.index.constraint !== null) +
      4 * Number(one.index.unique || referred(one)) +
      2 * Number(one.index.replicaIdentity || one.index.clustered);
    const all = indexesOf(catalog).filter(({ index }) => index.valid);
    for (const one of all.toSorted((a, b) => worth(b) - worth(a))) {
      const text = shapeOf(one);
      const first = kept.get(text);
      if (first === undefined) {
        kept.set(text, one);
        continue;
      }
      if (guardsMore(one, first)) continue;
      yield {
        level: "warning",
        object: one.name,
        message: `${code(one.name)} is the same index as ${code(first.name)}: each write keeps both, and no query gains. Drop one.`,
        evidence: "measured",
        ...removal(one),
      };
    }
  },
};

const shapeOf = ({ table, index }: IndexOf): string =>
  JSON.stringify([
    nameOf(table),
    index.method,
    orderOf(index),
    index.include.toSorted(),
    index.predicate,
  ]);

/** It forbids what the other one lets pass. */
const guardsMore = ({ index }: IndexOf, { index: other }: IndexOf): boolean =>
  index.unique && (!other.unique || (index.nullsNotDistinct && !other.nullsNotDistinct));

function referredIn(catalog: Catalog): (one: IndexOf) => boolean {
  const keys = foreignKeysOf(catalog);
  return ({ table, index }) =>
    keys.some(({ target, references }) => target === table && isKeyOf(index, references.columns));
}
