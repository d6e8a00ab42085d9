import { asNode, isFields } from "../../../sql/walk.ts";
import type { LintRule } from "../rule.ts";
import { code, relationNamed } from "./facts/names.ts";
import { final } from "./facts/set.ts";

export const unqualifiedName: LintRule = {
  id: "unqualified-name",
  title: "New table without its schema, among several schemas",
  condition:
    "A table is created without a schema, the database has tables in several, and the set does not say which is searched.",
  effect: "The table lands in the first schema of the search_path of whoever runs the migration.",
  workaround: "Write the schema, or SET LOCAL search_path.",
  *check(set) {
    const schemas = new Set(final(set)?.tables.map(({ schema }) => schema));
    if (schemas.size < 2) return;
    for (const at of set.statements) {
      const range = asNode(at.statement.node, "CreateStmt")?.["relation"];
      if (!isFields(range) || range["schemaname"] !== undefined || range["relpersistence"] === "t")
        continue;
      if (at.settings.has("search_path")) continue;
      const name = relationNamed(at, range);
      yield {
        level: "info",
        at,
        object: name,
        message: `The schema of the new table is not named, and this database has ${schemas.size} with tables: here it became ${code(name)}, for a role with another search_path it does not. Write the schema.`,
        evidence: "measured",
      };
    }
  },
};
