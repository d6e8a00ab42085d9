import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule } from "../rule.ts";
import { changesOf } from "./facts/changes.ts";
import { listed, nameOf } from "./facts/names.ts";

export const quotedIdentifier: LintRule = {
  id: "quoted-identifier",
  title: "Names that always need quotes",
  condition: "A new table or column has capitals, spaces or a reserved word as its name.",
  effect: "Every statement has to quote it, and those that do not speak of another name.",
  workaround: "Lower case with underscores.",
  *check(set) {
    for (const at of set.statements) {
      const { tables, altered } = changesOf(at);
      for (const { object, names } of [
        ...tables.map((table) => ({
          object: nameOf(table),
          names: [table.name, ...table.columns.map(({ name }) => name)],
        })),
        ...altered.map(({ name, columns }) => ({
          object: name,
          names: columns.map((c) => c.name),
        })),
      ]) {
        const odd = names.filter((name) => quoteIdentifier(name) !== name);
        if (odd.length === 0) continue;
        yield {
          level: "info",
          at,
          object,
          message: `${listed(odd.slice(0, 10))} must be quoted in every statement, and is another name without quotes. Use lower case, digits and underscores, and no reserved word.`,
          evidence: "rule",
        };
      }
    }
  },
};
