import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { triggersOf } from "../facts/triggers.ts";

export const triggerNamesMissingColumn: Rule<SchemaFacts> = {
  id: "trigger-names-missing-column",
  title: "A trigger that asks its row for a column which it has not",
  effect: '"record new has no field": the statement that fires it fails.',
  *check(facts) {
    if (facts.isPartial === true) return;
    for (const { name, table, perRow, body } of triggersOf(facts)) {
      if (!perRow || body === undefined) continue;
      // a function of several tables may look which one it is
      if (["tg_table_name", "tg_relname", "tg_relid", "tg_argv"].some((one) => body.asks.has(one)))
        continue;
      const missing = [...new Set([...body.rowColumns, ...body.assigned])].filter(
        (column) => !SYSTEM.has(column) && !table.columns.some((one) => one.name === column),
      );
      if (missing.length === 0) continue;
      yield {
        level: "error",
        object: name,
        message: `The function of trigger ${code(name)} uses ${listed(missing)} of NEW or OLD, which ${code(nameOf(table))} does not have: the statement that fires it fails. Correct the function or drop the trigger.`,
        evidence: "measured",
      };
    }
  },
};

const SYSTEM = new Set(["ctid", "oid", "tableoid", "xmin", "xmax", "cmin", "cmax"]);
