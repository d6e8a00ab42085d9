import type { Index } from "../../postgres/catalog/model/constraint.ts";
import type { Relation } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { rank } from "../item.ts";
import type { Item } from "../item.ts";
import { key, keyOf } from "../key.ts";
import type { Key } from "../key.ts";
import { comment, nameOf } from "../text.ts";

/** Indexes that are no constraint's, and what is said of indexes once they are there. */
export function indexItems(relation: Relation, needs: readonly Key[] = []): Item[] {
  return relation.indexes.flatMap((index) => [
    ...(index.constraint === null ? [indexItem(relation, index, needs)] : []),
    ...settingsItem(relation, index),
    ...attachmentItem(relation, index),
  ]);
}

function indexItem(relation: Relation, index: Index, needs: readonly Key[]): Item {
  return {
    key: key("index", relation.schema, index.name),
    object: `index ${nameOf({ schema: relation.schema, name: index.name })}`,
    rank: rank.index,
    needs: [keyOf("relation", relation), ...needs],
    statements: [index.definition],
  };
}

function settingsItem(relation: Relation, index: Index): Item[] {
  const name = nameOf({ schema: relation.schema, name: index.name });
  const table = nameOf(relation);
  const materialized = "populated" in relation;
  const statements = [
    ...index.keys.flatMap(({ statistics }, at) =>
      statistics === null
        ? []
        : [`ALTER INDEX ${name} ALTER COLUMN ${at + 1} SET STATISTICS ${statistics}`],
    ),
    ...(index.clustered
      ? [
          `ALTER ${materialized ? "MATERIALIZED VIEW" : "TABLE"} ${table} CLUSTER ON ${quoteIdentifier(index.name)}`,
        ]
      : []),
    ...(index.replicaIdentity
      ? [`ALTER TABLE ONLY ${table} REPLICA IDENTITY USING INDEX ${quoteIdentifier(index.name)}`]
      : []),
    ...comment(`INDEX ${name}`, index.comment),
  ];
  if (statements.length === 0) return [];
  const own = key("index", relation.schema, index.name);
  const step = key("step", relation.schema, index.name, "index settings");
  return [{ key: step, object: `index ${name}`, rank: rank.index, needs: [own], statements }];
}

function attachmentItem(relation: Relation, index: Index): Item[] {
  if (index.parent === null) return [];
  const name = nameOf({ schema: relation.schema, name: index.name });
  const own = key("index", relation.schema, index.name);
  return [
    {
      key: key("step", relation.schema, index.name, "attach index"),
      object: `index ${name}`,
      rank: rank.indexAttachment,
      needs: [own, keyOf("index", index.parent)],
      statements: [`ALTER INDEX ${nameOf(index.parent)} ATTACH PARTITION ${name}`],
    },
  ];
}
