import { asNode, isFields, textOf } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";
import { code, relationNamed } from "./facts/names.ts";
import { initial, inUse } from "./facts/set.ts";

export const changeSchema: LintRule = {
  id: "change-schema",
  title: "Objects moved to another schema",
  condition: "SET SCHEMA moves a table that is in use, or a schema is renamed.",
  effect:
    "Statements with the old name fail at once, and functions whose search_path names the old schema fail later.",
  workaround:
    "Leave a view under the old name, or have both schemas in the search_path before and after.",
  *check(set) {
    const schemas = new Set(initial(set)?.schemas.map(({ name }) => name));
    for (const at of set.statements) {
      const moved = asNode(at.statement.node, "AlterObjectSchemaStmt");
      const renamed = asNode(at.statement.node, "RenameStmt");
      const schema = textOf(renamed?.["subname"]);
      if (renamed?.["renameType"] === "OBJECT_SCHEMA" && schemas.has(schema))
        yield finding(
          at,
          schema,
          `the schema ${code(schema)} becomes ${code(textOf(renamed["newname"]))}`,
        );
      if (!isFields(moved?.["relation"])) continue;
      const name = relationNamed(at, moved["relation"]);
      if (inUse(set, at, name))
        yield finding(
          at,
          name,
          `${code(name)} moves to the schema ${code(textOf(moved["newschema"]))}`,
        );
    }
  },
};

const finding = (at: Parameters<typeof relationNamed>[0], object: string, what: string) =>
  ({
    level: "error",
    at,
    object,
    message: `The running application fails on the old name at once: ${what}. Leave a view under the old name, or put the new schema into the search_path of its role first and move then.`,
    evidence: "rule",
  }) as const;
