import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { baseType } from "../facts/columns.ts";
import { ownTables } from "../facts/tables.ts";

export const columnsNumbered: Rule<SchemaFacts> = {
  id: "columns-numbered",
  title: "phone1, phone2, phone3",
  effect: "A search has to name each of them, and the fourth needs a migration.",
  *check({ catalog }) {
    for (const table of ownTables(catalog)) {
      const groups = new Map<string, string[]>();
      for (const column of table.columns) {
        const stem = /^(.*?[^0-9_])_?([1-9]\d?)$/.exec(column.name)?.[1];
        if (stem === undefined || column.inherited || NO_LIST.test(stem)) continue;
        const key = `${stem} ${baseType(column)}`;
        groups.set(key, [...(groups.get(key) ?? []), column.name]);
      }
      for (const names of groups.values()) {
        const [first = ""] = names;
        // an address has two lines
        if (
          names.length < 2 ||
          (names.length === 2 && /(id|line|addr\w*|street|md|sha|ipv?|v)_?\d+$/i.test(first))
        )
          continue;
        yield {
          level: "info",
          object: nameOf(table),
          about: first,
          message: `${code(nameOf(table))} keeps a list in columns: ${listed(names)}. Make a table with a row for each, or an array.`,
          evidence: "measured",
        };
      }
    }
  },
};

/** Numbers that are part of a word. */
const NO_LIST =
  /(^|_)(md|sha|sha_|base|utf|ipv|ip_v|iso|iso_|iso_\d+_alpha|alpha|oauth|oauth_|x|y|z|t|p|q|pm|co|h|lat|lon|lng)$/i;
