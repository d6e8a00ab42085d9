import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import type { Dialect } from "../csv/sample.ts";

/** How rows get from the file into the table. */
export interface Loading {
  /** Qualified and quoted. */
  readonly table: string;
  /** The file's columns in their order; one without `into` is left out. */
  readonly columns: readonly { readonly into: string | undefined; readonly type: string }[];
  /** Undefined for NDJSON. */
  readonly dialect: Dialect | undefined;
  readonly ignoreConflicts: boolean;
  readonly dates: "DMY" | "MDY" | undefined;
}

const STAGE = "pg_temp.neon_dba_rows";

/** COPY cannot leave a column or a conflict out: then rows come by a table of their own. */
export const isStaged = ({ columns, ignoreConflicts }: Loading): boolean =>
  ignoreConflicts || columns.some(({ into }) => into === undefined);

export function copySql(loading: Loading): string {
  const { dialect, columns } = loading;
  const staged = isStaged(loading);
  const names = columns.map(({ into }, index) => (staged ? stageColumn(index) : (into ?? "")));
  const options =
    dialect === undefined
      ? ["encoding 'UTF8'"]
      : [
          "format csv",
          `delimiter ${quoteLiteral(dialect.delimiter)}`,
          `null ${quoteLiteral(dialect.null)}`,
          `encoding ${quoteLiteral(dialect.encoding)}`,
        ];
  return `copy ${staged ? STAGE : loading.table} (${names.map(quoteIdentifier).join(", ")}) from stdin (${options.join(", ")})`;
}

/** Before the first COPY of a transaction. */
export function stageSql({ columns }: Loading): string {
  const defined = columns.map(
    ({ into, type }, index) => `${stageColumn(index)} ${into === undefined ? "text" : type}`,
  );
  return `create temporary table if not exists neon_dba_rows (${defined.join(", ")}) on commit drop`;
}

/** After a COPY: how many rows went on, as `rows`. */
export function unstageSql({ table, columns, ignoreConflicts }: Loading): string {
  const kept = columns.flatMap(({ into }, index) => (into === undefined ? [] : [{ into, index }]));
  return `with done as (
      insert into ${table} (${kept.map(({ into }) => quoteIdentifier(into)).join(", ")}) overriding system value
      select ${kept.map(({ index }) => stageColumn(index)).join(", ")} from ${STAGE}
      ${ignoreConflicts ? "on conflict do nothing" : ""} returning 1)
    select pg_catalog.count(*)::text as rows from done`;
}

export const EMPTY_STAGE = `truncate ${STAGE}`;

const stageColumn = (index: number): string => `c${index + 1}`;
