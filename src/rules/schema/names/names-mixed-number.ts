import { code, listed } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { isPlural } from "../facts/inflection.ts";
import { ownTables } from "../facts/tables.ts";
import { words } from "../../security/facts/columns.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";

export const namesMixedNumber: Rule<SchemaFacts> = {
  id: "names-mixed-number",
  title: "Some tables in the singular, others in the plural",
  effect: "Nobody can write a name without looking it up.",
  *check({ catalog }) {
    const tables = ownTables(catalog);
    for (const schema of new Set(tables.map((table) => table.schema))) {
      const names = tables.filter((table) => table.schema === schema).map(({ name }) => name);
      const plurals = names.filter((name) => isPlural(words(name)) === true);
      const singulars = names.filter((name) => isPlural(words(name)) === false);
      const [few, many] =
        plurals.length < singulars.length ? [plurals, singulars] : [singulars, plurals];
      // some exceptions have their reasons; where they are many, there is no rule
      if (few.length < 2 || few.length * 3 < many.length) continue;
      yield {
        level: "info",
        object: quoteIdentifier(schema),
        message: `Names of tables in ${code(schema)} are ${plurals.length} times in the plural (${listed(plurals, 2)}) and ${singulars.length} times in the singular (${listed(singulars, 2)}). Keep to one of them.`,
        evidence: "measured",
      };
    }
  },
};
