import { code, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { words } from "../../security/facts/columns.ts";
import { ownTables } from "../facts/tables.ts";

export const tableLeftOver: Rule<SchemaFacts> = {
  id: "table-left-over",
  title: "A table that was left over",
  effect: "Old copies keep personal data and take up space, and somebody reads the wrong one.",
  *check({ catalog }) {
    const tables = ownTables(catalog);
    for (const table of tables) {
      const name = words(table.name);
      const [, stem] =
        /^(\w+?)_(old|bak|backup|copy|orig|tmp|temp|deprecated|unused|(?:19|20)\d{6}|copy_?\d)$/.exec(
          name,
        ) ??
        /^(?:tmp|temp|backup|bak|old|deprecated|zz)_(\w+)$/.exec(name) ??
        [];
      const isCopy = stem !== undefined && tables.some((one) => words(one.name) === stem);
      if (
        !isCopy &&
        !/^(test|tmp|temp|foo|bar|asdf|copy|backup|test_?\d+|table_?\d+|tmp_?\d*)$/.test(name)
      )
        continue;
      yield {
        level: "info",
        object: nameOf(table),
        message: `${code(nameOf(table))} looks left over${isCopy ? `, a copy of ${code(stem)}` : ""}. Drop it once nothing reads it, or give it the name of what it is for.`,
        evidence: "rule",
      };
    }
  },
};
