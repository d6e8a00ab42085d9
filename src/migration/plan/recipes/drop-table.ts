import type { ObjectName } from "../../../postgres/catalog/model/common.ts";
import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import { qualified, quoteIdentifier } from "../../../sql/quote.ts";
import { asNode, listOf, nameParts, textOf } from "../../../sql/walk.ts";
import { findObject, printed } from "../alteration.ts";
import { cooked } from "../cooked.ts";
import type { Change, Recipe, Surroundings } from "../recipe.ts";
import { mentioned } from "../rename/mentions.ts";

/** What has values goes in two steps: out of sight, and for good. */
export const dropTable: Recipe = {
  id: "drop-table",
  title: "Drop a table or a sequence",
  cook(change, surroundings) {
    const dropped = droppedOf(change, surroundings);
    if (dropped === undefined) return undefined;
    const { word, objects, behavior } = dropped;
    const moved = objects.map((object) => ({
      object,
      hidden: surroundings.name(object.name, "dropped"),
    }));
    const names = moved.map(({ object }) => printed(object)).join(", ");
    const kept = moved.map(({ object, hidden }) => qualified(object.schema, hidden)).join(", ");
    return cooked({
      pieces: [
        ...moved.map(({ object, hidden }) => ({
          phase: "switch" as const,
          purpose: `Hide ${printed(object)}: it stays under another name.`,
          sql: `ALTER ${word} ${printed(object)} RENAME TO ${quoteIdentifier(hidden)}`,
          rollback: `ALTER ${word} ${qualified(object.schema, hidden)} RENAME TO ${quoteIdentifier(object.name)}`,
        })),
        {
          phase: "contract",
          purpose: `Drop what was ${names}.`,
          sql: `DROP ${word} ${kept}${behavior}`,
          rollback: null,
          irreversible: true,
        },
      ],
      notes: [
        {
          phase: "switch",
          text:
            `Look before whether pg_stat_user_tables still counts reads or writes of ${names}. Who still names it fails from here on; the rollback brings it back at once.` +
            moved.map(({ object }) => mentioned(change.before, object.name)).join(""),
        },
      ],
      irreversible: [`The contract drops ${names}; until then it is kept as ${kept}.`],
      breaks: "switch",
    });
  },
};

interface Dropped {
  readonly word: "TABLE" | "SEQUENCE";
  readonly objects: readonly ObjectName[];
  readonly behavior: string;
}

/** Undefined also for partitions: under another name they are still part of their table. */
function droppedOf(
  { statement, before }: Change,
  { searchPath, isNew }: Surroundings,
): Dropped | undefined {
  const drop = asNode(statement.node, "DropStmt");
  const word = words[textOf(drop?.["removeType"])];
  if (drop === undefined || word === undefined) return undefined;
  const objects = listOf(drop["objects"]).flatMap((object) => {
    const [name = "", schema = ""] = nameParts(
      listOf(asNode(object, "List")?.["items"]),
    ).toReversed();
    return (
      findObject(candidates(before, word), { schemaname: schema, relname: name }, searchPath) ?? []
    );
  });
  if (objects.length === 0 || objects.some((object) => isNew(printed(object)))) return undefined;
  const behavior = drop["behavior"] === "DROP_CASCADE" ? " CASCADE" : "";
  return { word, objects, behavior };
}

const words: Readonly<Record<string, Dropped["word"]>> = {
  OBJECT_TABLE: "TABLE",
  OBJECT_SEQUENCE: "SEQUENCE",
};

const candidates = ({ tables, sequences }: Catalog, word: Dropped["word"]): readonly ObjectName[] =>
  word === "TABLE" ? tables.filter(({ inherits }) => inherits.length === 0) : sequences;
