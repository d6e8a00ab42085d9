import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";

export const viewLagsTable: Rule<SchemaFacts> = {
  id: "view-lags-table",
  title: "A view from before its table's last columns",
  effect: "SELECT * in a view is written out when the view is made: what comes later is not in it.",
  *check({ catalog, answers }) {
    for (const view of catalog.views)
      for (const { table, shown, missing } of answers.views.get(nameOf(view))?.cut ?? [])
        yield {
          level: "info",
          object: nameOf(view),
          about: table,
          message: `${code(nameOf(view))} shows the first ${shown} columns of ${code(table)} in their order, as SELECT * once did, without ${listed(missing)}. Make it again, with a list of the columns that are meant.`,
          evidence: "measured",
        };
  },
};
