import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { namesIn } from "../facts/named.ts";

export const nameKeyword: Rule<SchemaFacts> = {
  id: "name-keyword",
  title: "A keyword as a name",
  effect:
    "Without quotes it is a syntax error, or means something else: SELECT user is who is logged in.",
  *check(facts) {
    for (const { kind, plain, name } of namesIn(facts)) {
      if (!/^(schema|table|view|column|type|function|sequence|index|trigger)$/.test(kind)) continue;
      const { ofRelations, ofRoutines } = facts.answers.keywords;
      const words = kind === "function" || kind === "type" ? ofRoutines : ofRelations;
      // in capitals as the keyword is usually written; `Order` is a name of a mapper's
      const spoken = plain === plain.toUpperCase() ? plain.toLowerCase() : plain;
      if (!words.has(spoken)) continue;
      yield {
        level: /^(column|index|trigger)$/.test(kind) ? "info" : "warning",
        object: name,
        message: `The ${kind} ${code(name)} is called as a keyword of SQL: it needs quotes in every statement, and some forget them. Choose another name.`,
        evidence: "rule",
      };
    }
  },
};
