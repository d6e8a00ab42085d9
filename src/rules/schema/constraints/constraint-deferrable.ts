import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownTables } from "../facts/tables.ts";

export const constraintDeferrable: Rule<SchemaFacts> = {
  id: "constraint-deferrable",
  title: "A key that ON CONFLICT cannot use",
  effect: "INSERT ... ON CONFLICT fails on it, and no foreign key may refer to it.",
  *check({ catalog }) {
    for (const table of ownTables(catalog))
      for (const { name, kind, deferrable } of table.constraints) {
        if (!deferrable || (kind !== "primary key" && kind !== "unique")) continue;
        yield {
          level: "info",
          object: nameOf(table),
          about: name,
          message: `${code(name)} of ${code(nameOf(table))} is deferrable: INSERT ... ON CONFLICT refuses to use it, and foreign keys cannot refer to it. Make it plain, unless values change places within a transaction.`,
          evidence: "rule",
        };
      }
  },
};
