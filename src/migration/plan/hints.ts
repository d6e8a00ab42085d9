import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import { nearest } from "../../core/nearest.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import type { Hints } from "./recipe.ts";
import type { PlanRequest } from "./request.ts";

/** The key under which a hint speaks of a column. */
export const hintOf = (table: Pick<Table, "schema" | "name">, column: string): string =>
  `${table.schema}.${table.name}.${column}`;

/** What was hinted for a column, its name written plainly or quoted. */
export function hinted(
  hints: Readonly<Record<string, string>>,
  table: Pick<Table, "schema" | "name">,
  column: string,
): string | undefined {
  const wanted = [table.schema, table.name, column].join("\0");
  return Object.entries(hints).find(([name]) => unquotedParts(name).join("\0") === wanted)?.[1];
}

/** The parts of a dotted name, each quoted or not. */
export function unquotedParts(name: string): string[] {
  return Array.from(name.matchAll(/"((?:[^"]|"")*)"|([^."]+)/g), ([, quoted, plain]) =>
    quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'),
  );
}

/** Renames are told apart from drops by hints only where a whole schema is wanted. Throws INVALID_INPUT. */
export function checkRenames({ sql, hints }: Pick<PlanRequest, "sql" | "hints">): void {
  const [from, to = ""] = Object.entries(hints.renames)[0] ?? [];
  if (sql === undefined || from === undefined) return;
  throw new ToolError(
    "INVALID_INPUT",
    `hints.renames is read with target_schema alone: sql says itself whether \`${identifier(from)}\` becomes \`${identifier(to)}\`.`,
    "Write ALTER TABLE ... RENAME into sql, and leave hints.renames out.",
  );
}

/** Nobody reads a hint for a column that is neither there nor made. Throws INVALID_INPUT, with what may have been meant. */
export function checkColumns({ using, backfill }: Hints, catalogs: readonly Catalog[]): void {
  const columns = new Set(
    catalogs.flatMap(({ tables, views }) =>
      [...tables, ...views].flatMap((relation) =>
        relation.columns.map(({ name }) => hintOf(relation, name)),
      ),
    ),
  );
  for (const [field, hints] of Object.entries({ using, backfill }))
    for (const name of Object.keys(hints)) {
      const plain = unquotedParts(name).join(".");
      if (columns.has(plain)) continue;
      const meant = meantBy(plain, columns);
      throw new ToolError(
        "INVALID_INPUT",
        `hints.${field} speaks of \`${identifier(name)}\`, and no column of that name is there or made.`,
        meant.length > 0
          ? `Did you mean ${meant.map((each) => `\`${identifier(each)}\``).join(" or ")}?`
          : "Name the column as the questions do: schema.table.column.",
      );
    }
}

function meantBy(name: string, columns: ReadonlySet<string>): string[] {
  const inSomeSchema = [...columns].filter((column) => column.endsWith(`.${name}`));
  return inSomeSchema.length > 0 ? inSomeSchema.slice(0, 3) : nearest(name, columns);
}
