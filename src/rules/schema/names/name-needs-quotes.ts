import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { namesIn, type Named } from "../facts/named.ts";

export const nameNeedsQuotes: Rule<SchemaFacts> = {
  id: "name-needs-quotes",
  title: "Names that need quotes",
  effect:
    "Whoever writes them without quotes asks for another name, in small letters, which is not there.",
  *check(facts) {
    const quoted = namesIn(facts).filter(
      ({ plain }) => !/^[\p{Ll}_][\p{Ll}\p{N}_$]*$/u.test(plain),
    );
    for (const { kind, name } of quoted)
      if (/^(schema|table|view|function|type)$/.test(kind)) yield finding(kind, name);
    for (const table of facts.catalog.tables) {
      if (table.partitionBound !== null) continue;
      const columns = quoted.filter(
        (one) => one.kind === "column" && one.name.startsWith(`${nameOf(table)}.`),
      );
      if (columns.length === 0) continue;
      yield {
        ...finding("table", nameOf(table)),
        about: "columns",
        message: `Columns of ${code(nameOf(table))} need quotes: ${listed(columns.map(({ plain }) => plain))}. Use small letters and _, and let the mapper of the application translate.`,
      };
    }
  },
};

const finding = (kind: Named["kind"], name: string) =>
  ({
    level: "info",
    object: name,
    message: `The ${kind} ${code(name)} needs quotes in every statement. Use small letters, digits and _.`,
    evidence: "rule",
  }) as const;
