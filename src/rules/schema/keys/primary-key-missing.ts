import { quoteIdentifier } from "../../../sql/quote.ts";
import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { columnsOf, ownTables, requiredUniques } from "../facts/tables.ts";

export const primaryKeyMissing: Rule<SchemaFacts> = {
  id: "primary-key-missing",
  title: "A table without primary key",
  effect:
    "Rows that are twice the same cannot be told apart, and logical replication refuses UPDATE and DELETE.",
  *check({ catalog }) {
    for (const table of ownTables(catalog)) {
      if (table.constraints.some(({ kind }) => kind === "primary key")) continue;
      const name = nameOf(table);
      const [index] = requiredUniques(table);
      const columns = index === undefined ? [] : (columnsOf(index) ?? []);
      const key = `${table.name.slice(0, 58)}_pkey`;
      yield {
        level: "warning",
        object: name,
        message:
          index === undefined
            ? `${code(name)} has no primary key: nothing tells its rows apart, and logical replication refuses UPDATE and DELETE. Declare one.`
            : `${code(name)} has no primary key, although ${listed(columns)} is unique and never null. Declare that.`,
        evidence: "measured",
        ...(index === undefined
          ? {}
          : {
              fix: `ALTER TABLE ${name} ADD CONSTRAINT ${quoteIdentifier(key)} PRIMARY KEY (${columns.map(quoteIdentifier).join(", ")});`,
              rollback: `ALTER TABLE ${name} DROP CONSTRAINT ${quoteIdentifier(key)};`,
            }),
      };
    }
  },
};
