import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { View } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { rank } from "../item.ts";
import type { Item } from "../item.ts";
import { keyOf } from "../key.ts";
import { bare, comment, nameOf, settingsOf, withOptions } from "../text.ts";
import { columnSettings } from "./columns.ts";
import { indexItems } from "./indexes.ts";

export function viewItems(catalog: Catalog): Item[] {
  return catalog.views.flatMap((view) => [
    view.kind === "view" ? plainItem(view) : materializedItem(view),
    ...defaultItems(view),
    ...indexItems(view),
  ]);
}

function plainItem(view: View): Item {
  const name = nameOf(view);
  const item = base(view, [
    `CREATE VIEW ${name}${withOptions(view.options)} AS\n${bare(view.definition)}`,
    ...comments(view),
  ]);
  const replace = `CREATE OR REPLACE VIEW ${name}${withOptions(view.options)} AS\n${bare(view.definition)}`;
  return {
    ...item,
    split: () => [
      { ...item, statements: [placeholder(view)], reads: [], needs: [] },
      {
        ...item,
        key: keyOf("step", view, "definition"),
        reads: [item.key],
        needs: [item.key],
        statements: [replace, ...comments(view)],
      },
    ],
  };
}

/** The same columns over nothing, for what needs the view and the view needs. */
function placeholder(view: View): string {
  const columns = view.columns.map(({ name, type, collation }) => {
    const collate = collation === null ? "" : ` COLLATE ${nameOf(collation)}`;
    return `NULL::${type}${collate} AS ${quoteIdentifier(name)}`;
  });
  return `CREATE VIEW ${nameOf(view)} AS\n SELECT ${columns.join(",\n    ")}`;
}

/** Never populated: the rows are nobody's schema, and its query may be anybody's. */
function materializedItem(view: View): Item {
  const { accessMethod } = view;
  const method =
    accessMethod === null || accessMethod === "heap"
      ? ""
      : ` USING ${quoteIdentifier(accessMethod)}`;
  const head = `CREATE MATERIALIZED VIEW ${nameOf(view)}${method}${settings(view)}`;
  return base(view, [
    `${head} AS\n${bare(view.definition)}\nWITH NO DATA`,
    ...view.columns.flatMap((column) => columnSettings(view, column)),
    ...comments(view),
  ]);
}

function settings(view: View): string {
  const parts = [settingsOf(view.options), settingsOf(view.toastOptions, "toast.")].filter(
    (text) => text !== "",
  );
  return parts.length === 0 ? "" : ` WITH (${parts.join(", ")})`;
}

function base(view: View, statements: string[]): Item {
  return {
    key: keyOf("relation", view),
    object: `${view.kind} ${nameOf(view)}`,
    rank: rank.view,
    statements,
  };
}

function defaultItems(view: View): Item[] {
  return view.columns
    .filter((column) => column.default !== null)
    .map((column) => {
      const name = quoteIdentifier(column.name);
      return {
        key: keyOf("default", view, column.name),
        object: `default of ${nameOf(view)}.${name}`,
        rank: rank.default,
        needs: [keyOf("relation", view)],
        statements: [
          `ALTER VIEW ${nameOf(view)} ALTER COLUMN ${name} SET DEFAULT ${column.default}`,
        ],
      };
    });
}

function comments(view: View): string[] {
  const name = nameOf(view);
  return [
    ...comment(`${view.kind.toUpperCase()} ${name}`, view.comment),
    ...view.columns.flatMap((column) =>
      comment(`COLUMN ${name}.${quoteIdentifier(column.name)}`, column.comment),
    ),
  ];
}
