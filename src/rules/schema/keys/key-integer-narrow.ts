import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { numberedOf } from "../facts/numbered.ts";
import { countText } from "../facts/sizes.ts";
import { LARGEST } from "../facts/types.ts";

export const keyIntegerNarrow: Rule<SchemaFacts> = {
  id: "key-integer-narrow",
  title: "A key that is counted up in an integer",
  effect: "It ends at 2,147,483,647, and failed and rolled back inserts use numbers up as well.",
  *check({ catalog }) {
    for (const { table, column, name, type } of numberedOf(catalog)) {
      if (type !== "integer" && type !== "smallint") continue;
      const isKey = table.constraints.some(
        ({ kind, columns }) => kind === "primary key" && columns.includes(column.name),
      );
      if (!isKey) continue;
      yield {
        level: type === "smallint" ? "warning" : "info",
        object: name,
        message: `${code(name)} counts up in ${column.type} and ends at ${countText(LARGEST[type] ?? 0n)}: numbers of failed inserts are used up, too. Use bigint, which padding often makes no larger; later it takes a rewrite.`,
        evidence: "rule",
      };
    }
  },
};
