import { code, listed } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { columnsOf } from "../facts/tables.ts";
import { indexesOf, isOptional } from "../facts/indexes.ts";
import { baseTypes } from "../facts/types.ts";

export const indexRangeBeforeEquality: Rule<SchemaFacts> = {
  id: "index-range-before-equality",
  title: "An index with a moment before other columns",
  effect: "After a range of time the index is read in full, whatever the columns behind it say.",
  *check({ catalog }) {
    const base = baseTypes(catalog);
    for (const one of indexesOf(catalog)) {
      const { table, index, name } = one;
      const columns = columnsOf(index) ?? [];
      if (index.method !== "btree" || !isOptional(one) || columns.length < 2) continue;
      const at = columns.findIndex((column) => {
        const type = table.columns.find((each) => each.name === column)?.type ?? "";
        return /^(timestamp|date\b)/.test(base(type));
      });
      // A last column behind it may be what tells equal moments apart: pages of results are read so.
      const behind = columns.slice(at + 1).filter((column) => !isUnique(table, column));
      const moment = columns[at];
      if (moment === undefined || behind.length === 0) continue;
      yield {
        level: "info",
        object: name,
        message: `${code(name)} has ${code(moment)} before ${listed(behind)}: where a query asks for a range of it, what is behind narrows nothing down. Put the columns first that are compared with =.`,
        evidence: "rule",
      };
    }
  },
};

const isUnique = (
  {
    indexes,
  }: {
    readonly indexes: readonly { unique: boolean; keys: readonly { column: string | null }[] }[];
  },
  column: string,
): boolean =>
  indexes.some(({ unique, keys }) => unique && keys.length === 1 && keys[0]?.column === column);
