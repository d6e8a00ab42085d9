import { quoteIdentifier } from "./quote.ts";
import { asNode, isFields, listOf, nameParts, type Fields } from "./walk.ts";

/** `schema.name` of a RangeVar, quoted where Postgres would. */
export function relationName(range: Fields): string {
  return [range["catalogname"], range["schemaname"], range["relname"]]
    .filter((part) => typeof part === "string")
    .map(quoteIdentifier)
    .join(".");
}

/** OBJECT_MATVIEW as a person says it: `materialized view`. */
export function objectWord(type: string): string {
  const word = type.replace(/^OBJECT_/, "").toLowerCase();
  const words: Readonly<Record<string, string>> = {
    matview: "materialized view",
    foreign_server: "server",
    fdw: "foreign data wrapper",
    statistic_ext: "statistics",
    tsconfiguration: "text search configuration",
    tsdictionary: "text search dictionary",
    tsparser: "text search parser",
    tstemplate: "text search template",
    opclass: "operator class",
    opfamily: "operator family",
  };
  return words[word] ?? word.replaceAll("_", " ");
}

/** The name of an object of DROP, GRANT or COMMENT. Policies, triggers and rules are named after their table: `name on table`. */
export function objectName(type: string, object: unknown): string {
  const owned = ["OBJECT_POLICY", "OBJECT_TRIGGER", "OBJECT_RULE"].includes(type);
  const range = asNode(object, "RangeVar");
  if (range !== undefined) return relationName(range);
  const parts = partsOf(object);
  const table = owned ? ` on ${parts.slice(0, -1).map(quoteIdentifier).join(".")}` : "";
  return `${(owned ? parts.slice(-1) : parts).map(quoteIdentifier).join(".")}${table}`;
}

/** The dotted name in a List, String, TypeName, ObjectWithArgs or RoleSpec. */
function partsOf(object: unknown): string[] {
  const text = asNode(object, "String")?.["sval"];
  if (typeof text === "string") return [text];
  const inner = [
    asNode(object, "List")?.["items"],
    asNode(object, "TypeName")?.["names"],
    asNode(object, "ObjectWithArgs")?.["objname"],
  ].find((list) => list !== undefined);
  return listOf(inner).flatMap((item) => (isFields(item) ? partsOf(item) : nameParts([item])));
}
