import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { isText, ownColumns } from "../facts/columns.ts";

export const jsonAsText: Rule<SchemaFacts> = {
  id: "json-as-text",
  title: "JSON in a column of text",
  effect: "Nothing refuses half a document, and no query reads a field without parsing it.",
  *check(facts) {
    for (const { column, name, spoken } of ownColumns(facts)) {
      if (!isText(column)) continue;
      const constant = facts.answers.defaults.get(name)?.constant?.trim();
      const isDocument = constant === "{}" || constant === "[]";
      if (!isDocument && !/(^|_)json$|^json_(data|body|payload|value)$/.test(spoken)) continue;
      yield {
        level: "info",
        object: name,
        message: `${code(name)} keeps JSON as ${column.type}${isDocument ? `, by its default ${code(constant)}` : ""}: any text is taken. Use jsonb.`,
        evidence: isDocument ? "measured" : "rule",
      };
    }
  },
};
