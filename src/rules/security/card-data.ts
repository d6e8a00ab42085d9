import { code } from "../engine/names.ts";
import type { Rule } from "../engine/rule.ts";
import type { SecurityFacts } from "../facts/security.ts";
import { columnsOf, words } from "./facts/columns.ts";

export const cardData: Rule<SecurityFacts> = {
  id: "card-data",
  title: "Card numbers and security codes",
  effect:
    "PCI DSS 3.3.1 forbids to keep the security code at all, and 3.5.1 the number in readable form.",
  *check(facts) {
    for (const { column, name } of columnsOf(facts)) {
      const spoken = words(column.name);
      const isCode =
        /^(card_?)?(cvv2?|cvc2?|csc|cid_code|security_code)$|^card_(verification|security)_(code|value)$/.test(
          spoken,
        );
      const isNumber =
        /^((credit|debit|payment)_?)?(card|cc)_?(number|num|no|pan)$|^(primary_account_number|credit_?card)$/.test(
          spoken,
        );
      if ((!isCode && !isNumber) || column.type === "bytea" || column.type === "boolean") continue;
      yield {
        level: "error",
        object: name,
        message: `${code(name)} looks like ${isCode ? "the security code of cards, which may not be kept" : "card numbers in the clear"}. Keep the payment provider's token and the last four digits.`,
        evidence: "rule",
      };
    }
  },
};
