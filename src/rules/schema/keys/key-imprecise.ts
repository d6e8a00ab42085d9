import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownTables } from "../facts/tables.ts";
import { baseTypes } from "../facts/types.ts";

export const keyImprecise: Rule<SchemaFacts> = {
  id: "key-imprecise",
  title: "A key over values that are never quite the same",
  effect: "What prints the same is another key, and what comes back from a client finds nothing.",
  *check({ catalog }) {
    const base = baseTypes(catalog);
    for (const table of ownTables(catalog))
      for (const { name, kind, columns, temporal } of table.constraints) {
        if ((kind !== "primary key" && kind !== "unique") || temporal) continue;
        for (const column of columns) {
          const type = base(table.columns.find((one) => one.name === column)?.type ?? "");
          const alone = columns.length === 1;
          const float = type === "real" || type === "double precision";
          if (!float && !(alone && type.startsWith("timestamp"))) continue;
          yield {
            level: "warning",
            object: nameOf(table),
            about: `${name}.${column}`,
            message: float
              ? `${code(column)} in ${code(name)} is ${type}: 0.1 + 0.2 is another key than 0.3. Use numeric or an integer.`
              : `${code(name)} is ${code(column)} alone, a moment: two rows of one transaction with now() have the same, and clients cut microseconds off. Add a key that is counted, or what tells the rows apart.`,
            evidence: "rule",
          };
        }
      }
  },
};
