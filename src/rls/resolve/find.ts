import { identifier } from "../../core/identifier.ts";
import { readings, unquoted } from "../../postgres/catalog/describe/name.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Column } from "../../postgres/catalog/model/column.ts";
import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { qualified, quoteIdentifier } from "../../sql/quote.ts";
import { refuse, refuseName } from "./refuse.ts";

export const printed = ({ schema, name }: ObjectName): string => qualified(schema, name);

export const sameName = (a: ObjectName, b: ObjectName): boolean =>
  a.schema === b.schema && a.name === b.name;

/** The table that a text names, as people write it: in `public` where it is there, else in the one schema that has it. */
export function findTable(catalog: Catalog, text: string, place: string): Table {
  for (const { schema, name } of readings(text)) {
    const named = <T extends ObjectName>(relations: readonly T[]): T[] =>
      relations.filter(
        (relation) => relation.name === name && (schema === null || relation.schema === schema),
      );
    const found = named(catalog.tables);
    const [first, second] = found;
    const table = found.find((candidate) => candidate.schema === "public") ?? first;
    if (table !== undefined) {
      if (second !== undefined && table.schema !== "public")
        throw refuse(
          place,
          `\`${identifier(text)}\` is in several schemas`,
          `Write one of ${found.map(printed).map(identifier).join(", ")}.`,
        );
      if (table.kind === "foreign table")
        throw refuse(
          place,
          `${identifier(printed(table))} is a foreign table, which has no policies`,
          "Leave it out, and protect it where it is stored.",
        );
      return table;
    }
    const [view] = named(catalog.views);
    if (view !== undefined)
      throw refuse(
        place,
        `${identifier(printed(view))} is a ${view.kind}, which has no policies`,
        view.kind === "view"
          ? "Name the tables it reads, and give it security_invoker."
          : "Name the tables it reads; its rows are seen by whoever may select from it.",
      );
  }
  throw refuseName(
    place,
    `there is no table \`${identifier(text)}\``,
    text,
    catalog.tables.map(printed),
  );
}

/** The column that a text names: exactly, in quotes, or in lower case as SQL would read it. */
export function findColumn(table: Table, text: string, place: string): Column {
  const names = [text, unquoted(text), text.toLowerCase()];
  for (const name of names) {
    const column = table.columns.find((candidate) => candidate.name === name);
    if (column !== undefined) return column;
  }
  throw refuseName(
    place,
    `${identifier(printed(table))} has no column \`${identifier(text)}\``,
    text,
    table.columns.map(({ name }) => quoteIdentifier(name)),
  );
}
