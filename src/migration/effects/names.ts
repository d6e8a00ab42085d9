import { objectName } from "../../sql/object-name.ts";
import type { Statement } from "../../sql/parse.ts";
import { qualified, quoteIdentifier } from "../../sql/quote.ts";
import { relationsOf } from "../../sql/references.ts";
import { asNode, listOf, nameParts, textOf } from "../../sql/walk.ts";

const RELATIONS = /^OBJECT_(TABLE|INDEX|VIEW|MATVIEW|SEQUENCE|FOREIGN_TABLE)$/;
/** `name on table` */
const OWNED = /^OBJECT_(POLICY|TRIGGER|RULE|TABCONSTRAINT|COLUMN)$/;

/** The relations that a statement names, as it writes them, also in DROP and COMMENT, where they are no nodes of their own. */
export function namesIn(statement: Statement): string[] {
  const ranges = relationsOf(statement).map(({ schema, name }) =>
    schema === undefined ? quoteIdentifier(name) : qualified(schema, name),
  );
  const drop = asNode(statement.node, "DropStmt");
  const comment = asNode(statement.node, "CommentStmt");
  const dropped = listOf(drop?.["objects"]).map((object) => [drop?.["removeType"], object]);
  const objects = [...dropped, [comment?.["objtype"], comment?.["object"]]];
  return [...new Set([...ranges, ...objects.flatMap(([type, object]) => nameOf(type, object))])];
}

function nameOf(objectType: unknown, object: unknown): string[] {
  const type = textOf(objectType);
  if (RELATIONS.test(type)) return [objectName(type, object)];
  if (!OWNED.test(type)) return [];
  const parts = nameParts(asNode(object, "List")?.["items"]).slice(0, -1);
  return parts.length === 0 ? [] : [parts.map(quoteIdentifier).join(".")];
}
