import type { Column } from "../../postgres/catalog/model/column.ts";
import type { View } from "../../postgres/catalog/model/table.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { bare, nameOf, withOptions } from "../text.ts";
import { inPlace, remake } from "./change.ts";
import type { Verdict } from "./change.ts";
import { columnOptionChanges } from "./column-options.ts";
import { settingChanges } from "./option-changes.ts";

export function viewVerdict(a: View, b: View): Verdict {
  if (a.kind !== b.kind) return remake;
  const asked = queryOf(a) === queryOf(b);
  if (b.kind === "materialized view") return asked ? materialized(a, b) : remake;
  if (asked && sameColumns(a, b))
    return inPlace(settingChanges(`ALTER VIEW ${nameOf(b)}`, a.options, b.options));
  if (!continues(a.columns, b.columns)) return remake;
  return inPlace([
    `CREATE OR REPLACE VIEW ${nameOf(b)}${withOptions(b.options)} AS\n${bare(b.definition)}`,
  ]);
}

/** Postgres prints VALUES in FROM with a space more when it has read its own print. */
function queryOf({ query }: View): string {
  return query.replaceAll("FROM ( VALUES (", "FROM (VALUES (");
}

function materialized(a: View, b: View): Verdict {
  if (a.accessMethod !== b.accessMethod || !sameColumns(a, b)) return remake;
  const alter = `ALTER MATERIALIZED VIEW ${nameOf(b)}`;
  return inPlace([
    ...(a.tablespace === b.tablespace
      ? []
      : [`${alter} SET TABLESPACE ${quoteIdentifier(b.tablespace ?? "pg_default")}`]),
    ...settingChanges(alter, a.options, b.options),
    ...settingChanges(alter, a.toastOptions, b.toastOptions, "toast."),
    ...b.columns.flatMap((column, at) => {
      const before = a.columns[at];
      return before === undefined ? [] : columnOptionChanges(b, before, column);
    }),
  ]);
}

function sameColumns(a: View, b: View): boolean {
  return a.columns.length === b.columns.length && continues(a.columns, b.columns);
}

/** Whether the columns of the one are the first columns of the other. */
function continues(a: readonly Column[], b: readonly Column[]): boolean {
  const describe = ({ name, type, collation }: Column): string =>
    JSON.stringify([name, type, collation]);
  return a.every((column, at) => {
    const other = b[at];
    return other !== undefined && describe(column) === describe(other);
  });
}
