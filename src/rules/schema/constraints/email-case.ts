import { code } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { isChecked } from "../facts/checks.ts";
import { isText, ownColumns } from "../facts/columns.ts";

export const emailCase: Rule<SchemaFacts> = {
  id: "email-case",
  title: "One address, two accounts",
  effect: "Ann@example.com and ann@example.com are both unique, and a login finds one of them.",
  *check(facts) {
    for (const { table, column, name, spoken } of ownColumns(facts)) {
      if (!isText(column) || column.type.endsWith("citext")) continue;
      if (!/^e_?mail(_address)?$/.test(spoken) || isFolding(column.collation)) continue;
      const uniques = table.indexes.filter((index) => index.unique);
      const isUnique = uniques.some(({ keys }) => keys.some((key) => key.column === column.name));
      const isFolded = uniques.some(({ keys }) =>
        keys.some((key) => key.column === null && /\b(lower|upper)\(/.test(key.expression)),
      );
      if (!isUnique || isFolded || isChecked(table, column.name)) continue;
      yield {
        level: "info",
        object: name,
        message: `${code(name)} is unique as written: another spelling in capitals is another address. Make lower(${column.name}) unique, or check that it is written in small letters.`,
        evidence: "measured",
      };
    }
  },
};

/** Whoever chose a collation has thought of it. */
const isFolding = (collation: { readonly schema: string } | null): boolean =>
  collation !== null && collation.schema !== "pg_catalog";
