import { quoteIdentifier } from "../../../sql/quote.ts";
import type { LintRule, LintedStatement } from "../rule.ts";
import { changesOf } from "./facts/changes.ts";
import { listed } from "./facts/names.ts";

const most = 5;

export const quotedIdentifier: LintRule = {
  id: "quoted-identifier",
  title: "Names that always need quotes",
  condition: "New tables or columns have capitals, spaces or a reserved word as their names.",
  effect: "Every statement has to quote them, and those that do not speak of other names.",
  workaround: "Lower case with underscores.",
  *check(set) {
    // Prisma names columns as its models do, and quotes whatever it sends.
    if (set.framework === "prisma") return;
    const odd = set.statements.flatMap((at) =>
      namesMade(at)
        .filter((name) => quoteIdentifier(name) !== name)
        .map((name) => ({ at, name })),
    );
    const [first] = odd;
    if (first === undefined) return;
    const names = [...new Set(odd.map(({ name }) => name))];
    const more = names.length > most ? ` and ${names.length - most} more` : "";
    yield {
      level: "info",
      at: first.at,
      object: quoteIdentifier(first.name),
      message: `Must be quoted in every statement, and is another name without: ${listed(names.slice(0, most))}${more}. Use lower case, digits and underscores, and no reserved word.`,
      evidence: "rule",
    };
  },
};

function namesMade(at: LintedStatement): string[] {
  const { tables, altered } = changesOf(at);
  return [
    ...tables.flatMap((table) => [table.name, ...table.columns.map(({ name }) => name)]),
    ...altered.flatMap(({ columns }) => columns.map(({ name }) => name)),
  ];
}
