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
      if (!/^(schema|table|view|column|type|function)$/.test(kind)) continue;
      const { ofRelations, ofRoutines } = facts.answers.keywords;
      const words = kind === "function" || kind === "type" ? ofRoutines : ofRelations;
      if (!words.has(plain)) continue;
      yield {
        level: kind === "column" ? "info" : "warning",
        object: name,
        message: `The ${kind} ${code(name)} is called as a keyword of SQL: it needs quotes in every statement, and some forget them. Choose another name.`,
        evidence: "rule",
      };
    }
  },
};
