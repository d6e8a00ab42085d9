import { quoteIdentifier } from "../../../sql/quote.ts";
import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { foreignKeysOf } from "../facts/references.ts";
import { isNotNull } from "../facts/tables.ts";

export const foreignKeySelfLoop: Rule<SchemaFacts> = {
  id: "foreign-key-self-loop",
  title: "A row may be its own parent",
  effect: "A query that climbs or descends the tree without a guard never ends.",
  *check({ catalog }) {
    for (const { table, target, constraint, references } of foreignKeysOf(catalog)) {
      const [column] = constraint.columns;
      const [key] = references.columns;
      if (table !== target || column === undefined || key === undefined) continue;
      if (constraint.columns.length > 1 || isNotNull(table, column)) continue;
      const guarded = table.constraints.some(
        ({ kind, columns }) =>
          kind === "check" && columns.includes(column) && columns.includes(key),
      );
      if (guarded) continue;
      const name = `${table.name.slice(0, 20)}_${column.slice(0, 20)}_not_itself`;
      const alter = `ALTER TABLE ${nameOf(table)}`;
      yield {
        level: "info",
        object: nameOf(table),
        about: constraint.name,
        message: `${code(column)} may be the row's own ${code(key)}: a recursive query without a guard then never ends. Forbid the shortest circle by a check; longer ones need CYCLE in the query or a trigger.`,
        evidence: "rule",
        fix: `${alter} ADD CONSTRAINT ${quoteIdentifier(name)} CHECK (${quoteIdentifier(column)} <> ${quoteIdentifier(key)});`,
        rollback: `${alter} DROP CONSTRAINT ${quoteIdentifier(name)};`,
      };
    }
  },
};
