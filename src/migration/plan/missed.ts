import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Column } from "../../postgres/catalog/model/column.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import { printed, sameIn } from "./alteration.ts";

/**
 * What an application that was written for `before` misses in `now`: relations and columns that it names, and columns that its INSERTs
 * would have to name.
 */
export function missed(before: Catalog, now: Catalog): string[] {
  return [
    ...before.tables.flatMap((table) => {
      const found = sameIn(now.tables, table) ?? sameIn(now.views, table);
      if (found === undefined) return [`\`${printed(table)}\` is gone`];
      return [
        ...missedColumns(printed(table), table.columns, found.columns),
        ...("constraints" in found ? required(table, found) : []),
        ...("constraints" in found && found.rowSecurity.enabled && !table.rowSecurity.enabled
          ? [`row-level security hides rows of \`${printed(table)}\` that no policy shows`]
          : []),
      ];
    }),
    ...before.views.flatMap((view) => {
      const found = sameIn(now.views, view) ?? sameIn(now.tables, view);
      if (found === undefined) return [`\`${printed(view)}\` is gone`];
      return missedColumns(printed(view), view.columns, found.columns);
    }),
    ...before.routines.flatMap((routine) =>
      now.routines.some(
        (other) =>
          other.schema === routine.schema &&
          other.name === routine.name &&
          other.identity === routine.identity,
      )
        ? []
        : [`\`${printed(routine)}(${routine.identity})\` is gone`],
    ),
    ...before.types.flatMap((type) => {
      if (type.kind !== "enum") return [];
      const found = now.types.find(
        (other) => other.schema === type.schema && other.name === type.name,
      );
      const labels = found?.kind === "enum" ? found.labels : [];
      return type.labels
        .filter((label) => !labels.includes(label))
        .map((label) => `\`${printed(type)}\` has no '${label}' any more`);
    }),
  ];
}

function missedColumns(
  relation: string,
  before: readonly Column[],
  now: readonly Column[],
): string[] {
  const names = new Set(now.map(({ name }) => name));
  return before
    .filter(({ name }) => !names.has(name))
    .map(({ name }) => `\`${relation}\` has no column \`${name}\` any more`);
}

/** New columns that an INSERT without them fills with a NULL that they do not take, unless a new trigger gives them a value. */
function required(before: Table, now: Table): string[] {
  const names = new Set(before.columns.map(({ name }) => name));
  const triggers = new Set(before.triggers.map(({ name }) => name));
  const filled = now.triggers.some(
    ({ name, definition }) => !triggers.has(name) && / BEFORE INSERT /.test(definition),
  );
  if (filled) return [];
  return now.columns
    .filter(
      (column) =>
        !names.has(column.name) &&
        column.notNull !== null &&
        column.default === null &&
        column.identity === null &&
        column.generated === null,
    )
    .map(({ name }) => `INSERTs into \`${printed(now)}\` have to give \`${name}\``);
}
