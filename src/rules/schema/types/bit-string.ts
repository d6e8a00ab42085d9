import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownColumns } from "../facts/columns.ts";

export const bitString: Rule<SchemaFacts> = {
  id: "bit-string",
  title: "Several facts in one string of bits",
  effect: "What each bit means is written nowhere, and no bit can have a constraint or statistics.",
  *check(facts) {
    for (const { column, name } of ownColumns(facts)) {
      if (!/^bit( varying)?(\(\d+\))?$/.test(column.type)) continue;
      yield {
        level: "info",
        object: name,
        message: `${code(name)} is ${column.type}: one bit is written as a boolean elsewhere, and several hide facts from constraints, statistics and readers. Use boolean columns, or an array of an enum.`,
        evidence: "rule",
      };
    }
  },
};
