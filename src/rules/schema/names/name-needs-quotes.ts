import { qualified, quoteIdentifier } from "../../../sql/quote.ts";
import { code, listed, nameOf } from "../../engine/names.ts";
import type { Rule, RuleFinding } from "../../engine/rule.ts";
import type { SchemaFacts } from "../../facts/schema.ts";
import { ownTables } from "../facts/tables.ts";

export const nameNeedsQuotes: Rule<SchemaFacts> = {
  id: "name-needs-quotes",
  title: "Names that need quotes",
  effect:
    "Whoever writes them without quotes asks for another name, in small letters, which is not there.",
  *check({ catalog }) {
    for (const { name } of catalog.schemas)
      if (isQuoted(name)) yield finding("schema", quoteIdentifier(name));
    for (const [kind, objects] of [
      ["view", catalog.views],
      ["type", catalog.types],
      ["function", catalog.routines],
    ] as const)
      for (const { schema, name } of objects)
        if (isQuoted(name)) yield finding(kind, qualified(schema, name));
    const tables = ownTables(catalog).filter(
      ({ name, columns }) => isQuoted(name) || columns.some((column) => isQuoted(column.name)),
    );
    for (const schema of new Set(tables.map((table) => table.schema))) {
      const own = tables.filter((table) => table.schema === schema);
      if (own.length > MANY) {
        const count = own.flatMap(({ columns }) => columns.filter(({ name }) => isQuoted(name)));
        yield {
          ...finding("schema", quoteIdentifier(schema)),
          about: "tables",
          message: `In ${code(schema)} ${own.length} tables or their columns (${count.length}) need quotes in every statement: ${listed(own.map(({ name }) => name))}. Use small letters and _, and let the mapper of the application translate.`,
        };
      } else
        for (const table of own) {
          if (isQuoted(table.name)) yield finding("table", nameOf(table));
          const columns = table.columns.map(({ name }) => name).filter(isQuoted);
          if (columns.length > 0)
            yield {
              ...finding("table", nameOf(table)),
              about: "columns",
              message: `Columns of ${code(nameOf(table))} need quotes: ${listed(columns)}. Use small letters and _, and let the mapper of the application translate.`,
            };
        }
    }
  },
};

/** From so many tables on it is a custom of the schema, and told once. */
const MANY = 8;

/** Keywords need quotes too, but not for their letters. */
const isQuoted = (name: string): boolean => !/^[\p{Ll}_][\p{Ll}\p{N}_$]*$/u.test(name);

const finding = (kind: string, name: string): RuleFinding => ({
  level: "info",
  object: name,
  message: `The ${kind} ${code(name)} needs quotes in every statement. Use small letters, digits and _.`,
  evidence: "rule",
});
