import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { isInteger, ownColumns } from "../facts/columns.ts";

export const epochAsInteger: Rule<SchemaFacts> = {
  id: "epoch-as-integer",
  title: "A moment as a number",
  effect: "Seconds or milliseconds? Nobody is told, and 32 bits of seconds end in January 2038.",
  *check(facts) {
    for (const { column, name, spoken } of ownColumns(facts)) {
      if (!isInteger(column) || !MOMENT.test(spoken)) continue;
      const ends = column.type === "integer" ? " which ends in 2038," : "";
      yield {
        level: ends === "" ? "info" : "warning",
        object: name,
        message: `${code(name)} keeps a moment as ${column.type},${ends} in a unit that nothing tells. Use timestamptz; to_timestamp() takes the numbers over.`,
        evidence: "rule",
      };
    }
  },
};

const MOMENT =
  /^(created|updated|modified|deleted|inserted|expires?|expired|published|started|finished|ended|completed|sent|received|last_\w+)_(at|on|time|timestamp)$|^(created|updated|expires|issued)$|(^|_)(timestamp|unixtime|epoch)$/;
