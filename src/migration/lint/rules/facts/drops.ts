import { objectName, objectWord } from "../../../../sql/object-name.ts";
import { asNode, listOf, textOf } from "../../../../sql/walk.ts";
import type { LintedStatement } from "../../rule.ts";
import { relationListed } from "./names.ts";

export interface Dropped {
  /** `OBJECT_TABLE` */
  readonly type: string;
  /** `materialized view` */
  readonly word: string;
  /** Qualified, where it is a relation; else as it is written. */
  readonly name: string;
  /** The parse tree of the name. */
  readonly object: unknown;
  readonly cascades: boolean;
  readonly concurrent: boolean;
}

const RELATIONS = /^OBJECT_(TABLE|VIEW|MATVIEW|INDEX|SEQUENCE|FOREIGN_TABLE)$/;

/** What DROP names, or only objects of some types. */
export function drops(at: LintedStatement, ...types: readonly string[]): Dropped[] {
  const fields = asNode(at.statement.node, "DropStmt");
  const type = textOf(fields?.["removeType"]);
  if (fields === undefined || (types.length > 0 && !types.includes(type))) return [];
  return listOf(fields["objects"]).map((object) => ({
    type,
    word: objectWord(type),
    name: RELATIONS.test(type)
      ? relationListed(at, asNode(object, "List")?.["items"])
      : objectName(type, object),
    object,
    cascades: fields["behavior"] === "DROP_CASCADE",
    concurrent: fields["concurrent"] === true,
  }));
}

/** What is dropped of a table by its own name: a policy, a trigger. */
export interface DroppedOfTable {
  readonly name: string;
  /** Qualified. */
  readonly table: string;
}

export function dropsOfTables(
  at: LintedStatement,
  type: "OBJECT_POLICY" | "OBJECT_TRIGGER",
): DroppedOfTable[] {
  return drops(at, type).map(({ object }) => {
    const parts = listOf(asNode(object, "List")?.["items"]);
    return {
      name: textOf(asNode(parts.at(-1), "String")?.["sval"]),
      table: relationListed(at, parts.slice(0, -1)),
    };
  });
}
