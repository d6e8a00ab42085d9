import { code } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { columnsOf, words } from "./facts/columns.ts";

export const nationalIdPlain: Rule<SecurityFacts> = {
  id: "national-id-plain",
  title: "Numbers by which states know people",
  effect: "They open accounts in a person's name, and cannot be changed after a leak.",
  *check(facts) {
    for (const { column, name } of columnsOf(facts)) {
      if (column.type === "bytea" || column.type === "boolean") continue;
      if (!ID.test(words(column.name))) continue;
      yield {
        level: "warning",
        object: name,
        message: `${code(name)} looks like a number by which a state knows a person. Encrypt it in the application, keep a keyed digest to search by, and grant the column to those alone who need it.`,
        evidence: "rule",
      };
    }
  },
};

const ID =
  /(^|_)(ssn|social_security(_(number|no|num))?|passport_?(number|no|num|id)|national_(id|identity)(_?(number|no))?|(driver|driving)s?_licen[cs]e(_(number|no))?|nhs_number|aadhaar(_number)?|sin_number|steuer_id)$/;
