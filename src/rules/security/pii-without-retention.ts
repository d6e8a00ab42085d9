import { code, listed, nameOf } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { words } from "./facts/columns.ts";

export const piiWithoutRetention: Rule<SecurityFacts> = {
  id: "pii-without-retention",
  title: "Personal data without an end",
  effect: "Nothing says when a person's data is to be deleted or has been.",
  *check({ catalog }) {
    for (const table of catalog.tables) {
      if (table.partitionBound !== null || /retention|retain/i.test(table.comment ?? "")) continue;
      const personal = table.columns
        .map(({ name }) => name)
        .filter((name) => PERSONAL.test(words(name)));
      if (personal.length < 2 || personal.every((name) => words(name).endsWith("name"))) continue;
      if (table.columns.some(({ name }) => ENDS.test(words(name)))) continue;
      yield {
        level: "info",
        object: nameOf(table),
        message: `${code(nameOf(table))} keeps personal data (${listed(personal)}), and no column or comment says until when. Add deleted_at or retain_until and a job that keeps to it, or write the period into the table's comment.`,
        evidence: "rule",
      };
    }
  },
};

const PERSONAL =
  /^(e_?mail(_address)?|phone(_number)?|mobile(_number)?|first_name|last_name|full_name|family_name|given_name|surname|birth_?(date|day)|date_of_birth|dob|gender|street(_address)?|address(_line)?_?[12]?|home_address|postal_code|zip(_code)?|ip(_address)?|last_(sign_in_)?ip|ssn|passport_number|nationality|iban)$/;
const ENDS =
  /delet|retain|retention|expir|purge|anonymi[sz]ed|erased|archived|discarded|deactivated/;
