import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { isText, ownColumns } from "../facts/columns.ts";

export const dateAsText: Rule<SchemaFacts> = {
  id: "date-as-text",
  title: "A date or time as text",
  effect: "Nothing refuses 31 February, and order, ranges and differences are those of letters.",
  *check(facts) {
    for (const { column, name, spoken } of ownColumns(facts)) {
      if (!isText(column)) continue;
      const calls = facts.answers.defaults.get(name)?.calls ?? [];
      const isNow = calls.some((call) => NOW.test(call));
      if (!isNow && !TIME.test(spoken)) continue;
      yield {
        level: "warning",
        object: name,
        message: `${code(name)} keeps ${isNow ? "the time of its default" : "a date or time"} as ${column.type}: any text is taken, and it sorts by letters. Use date or timestamptz.`,
        evidence: isNow ? "measured" : "rule",
      };
    }
  },
};

const NOW =
  /^(now|clock_timestamp|statement_timestamp|transaction_timestamp|current_(date|timestamp)(_n)?)$/;
const TIME =
  /^date$|^(created|updated|modified|deleted|inserted|expires?|expired|published|started|finished|ended|completed|canceled|cancelled|confirmed|paid|shipped|ordered|delivered|registered|archived|sent|received|last_\w+)_(at|on)$|^(created|updated|modified|birth|due|start|end|begin|expiry|expiration|order|invoice|payment|ship|shipping|delivery|hire|publish|release|event)_?(date|time|timestamp|datetime)$|^(birthday|date_of_birth|dob|timestamp)$/;
