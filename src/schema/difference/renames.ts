import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import { qualified, quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { nameOf } from "../text.ts";
import type { DifferenceStatement } from "./plan-difference.ts";

/** What is, qualified and quoted as SQL, to its new name alone: `"public.tasks.title": "name"`, `"public.tasks": "todos"`. */
export type Renames = Readonly<Record<string, string>>;

/**
 * Renames tables, views, types, columns and labels of enums, the parts before the whole.
 * @throws ToolError `NOT_FOUND` where the schema has no such thing.
 */
export function renameStatements(catalog: Catalog, renames: Renames): DifferenceStatement[] {
  const known = renamable(catalog);
  const found = Object.entries(renames).map(([from, to]) => {
    const thing = known.get(from);
    if (thing !== undefined) return { ...thing, sql: thing.sql(to) };
    throw new ToolError(
      "NOT_FOUND",
      `There is no ${identifier(from)} to rename.`,
      "Give the qualified name of a table, view, type, column or label as it is now.",
    );
  });
  return found
    .toSorted((a, b) => Number(a.whole) - Number(b.whole))
    .map(({ sql, object }) => ({ sql, object }));
}

interface Renamable {
  readonly object: string;
  readonly whole: boolean;
  sql(to: string): string;
}

function renamable(catalog: Catalog): Map<string, Renamable> {
  return new Map([
    ...[...catalog.tables, ...catalog.views].flatMap((relation) => {
      const words = relation.kind.toUpperCase().replace("PARTITIONED ", "");
      const alter = `ALTER ${words} ${nameOf(relation)}`;
      const columns = relation.columns.map(({ name }) =>
        entry(
          part(relation, name),
          `column ${part(relation, name)}`,
          false,
          (to) => `${alter} RENAME COLUMN ${quoteIdentifier(name)} TO ${quoteIdentifier(to)}`,
        ),
      );
      return [...columns, whole(relation, relation.kind, alter)];
    }),
    ...catalog.types.flatMap((type) => {
      const alter = `ALTER ${type.kind === "domain" ? "DOMAIN" : "TYPE"} ${nameOf(type)}`;
      const labels = type.kind === "enum" ? type.labels : [];
      const attributes = type.kind === "composite" ? type.columns : [];
      return [
        ...labels.map((label) =>
          entry(
            part(type, label),
            `type ${nameOf(type)}`,
            false,
            (to) => `${alter} RENAME VALUE ${quoteLiteral(label)} TO ${quoteLiteral(to)}`,
          ),
        ),
        ...attributes.map(({ name }) =>
          entry(
            part(type, name),
            `type ${nameOf(type)}`,
            false,
            (to) =>
              `${alter} RENAME ATTRIBUTE ${quoteIdentifier(name)} TO ${quoteIdentifier(to)} CASCADE`,
          ),
        ),
        whole(type, "type", alter),
      ];
    }),
  ]);
}

function part(named: ObjectName, name: string): string {
  return `${qualified(named.schema, named.name)}.${quoteIdentifier(name)}`;
}

function whole(named: ObjectName, kind: string, alter: string): [string, Renamable] {
  const name = nameOf(named);
  return entry(name, `${kind} ${name}`, true, (to) => `${alter} RENAME TO ${quoteIdentifier(to)}`);
}

function entry(
  name: string,
  object: string,
  isWhole: boolean,
  sql: (to: string) => string,
): [string, Renamable] {
  return [name, { object, whole: isWhole, sql }];
}
