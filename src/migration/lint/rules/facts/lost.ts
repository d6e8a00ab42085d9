import type { Catalog } from "../../../../postgres/catalog/model/catalog.ts";
import { qualified, quoteIdentifier } from "../../../../sql/quote.ts";
import { nameOf } from "./names.ts";

/** Objects that are gone after a statement, each without its parts: `view app.open_tasks`, `constraint app.tasks.owner_fk`. */
export function lost(before: Catalog, after: Catalog): string[] {
  const left = new Set(objects(after));
  const gone = objects(before).filter((object) => !left.has(object));
  const whole = gone
    .filter((object) => /^(table|view) /.test(object))
    .map((object) => `${object.replace(/^\S+ /, "")}.`);
  return gone.filter((object) => {
    const name = object.replace(/^\S+ /, "");
    return !whole.some((prefix) => name.startsWith(prefix));
  });
}

function objects({ tables, views, routines, types, sequences }: Catalog): string[] {
  return [
    ...tables.flatMap((table) => {
      const name = nameOf(table);
      const parts = (kind: string, items: readonly { readonly name: string }[]): string[] =>
        items.map((item) => `${kind} ${name}.${quoteIdentifier(item.name)}`);
      return [
        `table ${name}`,
        ...parts("column", table.columns),
        ...parts("constraint", table.constraints),
        ...parts("trigger", table.triggers),
        ...parts("policy", table.policies),
      ];
    }),
    ...views.map((view) => `view ${nameOf(view)}`),
    ...routines.map(
      ({ schema, name, identity }) => `function ${qualified(schema, name)}(${identity})`,
    ),
    ...types.map((type) => `type ${nameOf(type)}`),
    ...sequences
      .filter(({ ownedBy }) => ownedBy === null)
      .map((sequence) => `sequence ${nameOf(sequence)}`),
  ];
}
