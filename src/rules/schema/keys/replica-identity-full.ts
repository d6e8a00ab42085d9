import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { requiredUniques } from "../facts/tables.ts";

export const replicaIdentityFull: Rule<SchemaFacts> = {
  id: "replica-identity-full",
  title: "A table whose key would do, and which replicates whole rows",
  effect:
    "Each update and delete writes the old row to the log, and subscribers look it up without the key.",
  *check({ catalog }) {
    for (const table of catalog.tables) {
      if (table.replicaIdentity !== "full" || requiredUniques(table).length === 0) continue;
      if (!table.constraints.some(({ kind }) => kind === "primary key")) continue;
      const alter = `ALTER TABLE ${nameOf(table)} REPLICA IDENTITY`;
      yield {
        level: "info",
        object: nameOf(table),
        message: `${code(nameOf(table))} has REPLICA IDENTITY FULL beside a primary key: each update and delete writes the whole old row to the log. Use the key, unless a consumer wants the old values.`,
        evidence: "measured",
        fix: `${alter} DEFAULT;`,
        rollback: `${alter} FULL;`,
      };
    }
  },
};
