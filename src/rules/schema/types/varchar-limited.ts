import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { columnOfTable } from "../facts/columns.ts";
import { quoteIdentifier } from "../../../sql/quote.ts";
import { ownTables } from "../facts/tables.ts";

export const varcharLimited: Rule<SchemaFacts> = {
  id: "varchar-limited",
  title: "Lengths that nobody asked for",
  effect:
    "The limit saves nothing, and one day a value is too long; a shorter limit scans the table under a lock.",
  *check({ catalog, answers }) {
    for (const table of ownTables(catalog)) {
      const limited = table.columns.filter(
        ({ type, inherited }) => !inherited && /^character varying\(\d+\)$/.test(type),
      );
      if (limited.length === 0) continue;
      const alter = (typeOf: (type: string) => string): string =>
        `ALTER TABLE ${nameOf(table)} ${limited
          .map(({ name, type }) => `ALTER COLUMN ${quoteIdentifier(name)} TYPE ${typeOf(type)}`)
          .join(", ")};`;
      const isFree = limited.every(
        (column) =>
          column.default === null && !answers.pinned.has(columnOfTable(table, column).name),
      );
      yield {
        level: "info",
        object: nameOf(table),
        message: `${code(nameOf(table))} limits the length of ${listed(limited.map(({ name }) => name))} by its type. Use text; where the length means something, add a check, which can be changed without a rewrite.`,
        evidence: "rule",
        ...(isFree ? { fix: alter(() => "text"), rollback: alter((type) => type) } : {}),
      };
    }
  },
};
