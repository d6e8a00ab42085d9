import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { namesIn } from "../facts/named.ts";

export const nameTellsKind: Rule<SchemaFacts> = {
  id: "name-tells-kind",
  title: "tbl_, sp_ and fn_",
  effect: "A table that becomes a view keeps the name of a table.",
  *check(facts) {
    for (const { kind, plain, name } of namesIn(facts)) {
      const pattern = PREFIXES[kind];
      if (pattern?.test(plain) !== true) continue;
      yield {
        level: "info",
        object: name,
        message: `The name of ${kind} ${code(name)} says what it is, as the catalogue does. Leave that out.`,
        evidence: "rule",
      };
    }
  },
};

const PREFIXES: Readonly<Record<string, RegExp>> = {
  table: /^(tbl|table|tab)_|_(tbl|table)$/i,
  function: /^(sp|usp|fn|func|proc)_/i,
  column: /^(col|fld|str|int|dt)_[a-z]/i,
  schema: /^(sch|schema)_/i,
};
