import type { Column } from "../../../postgres/catalog/model/column.ts";
import { quoteIdentifier, quoteLiteral } from "../../../sql/quote.ts";
import type { Values, WorldRow } from "../../oracle/world.ts";
import type { ResolvedTable } from "../../resolved.ts";
import { keySql, whereRow } from "../world/identity.ts";
import type { TableRows } from "../world/table-rows.ts";

/** What cells write about one table. */
export interface TableSql {
  readonly selectKeys: string;
  readonly count: string;
  /** Undefined where there is no column that may be changed without a consequence. */
  readonly harmless: { readonly column: string; readonly set: string } | undefined;
  /** What RETURNING may be asked for by whoever may select the keys. */
  readonly returned: string;
  /** Columns that an insert gives; the others have a default that counts. */
  readonly inserted: readonly string[];
  where(rows: readonly WorldRow[]): string;
  update(set: string, where: string): string;
  updateReturning(set: string, from: string, where: string): string;
  deleteReturning(where: string): string;
  insert(values: Values): string;
  insertSelect(values: Values, where: string): string;
  /** Undefined where there is no key that it could conflict on. */
  upsert(values: Values, set: string): string | undefined;
  literal(column: string, value: string | null): string;
}

const ALIAS = "neon_dba_t";

export function tableSql(rows: TableRows, resolved: ResolvedTable): TableSql {
  const { table, name, identity } = rows;
  const key = keySql(identity, ALIAS);
  const from = `${name} ${ALIAS}`;
  const typeOf = new Map(table.columns.map((column) => [column.name, column.type]));
  const literal = (column: string, value: string | null): string =>
    value === null ? "null" : `${quoteLiteral(value)}::${typeOf.get(column) ?? "text"}`;
  const harmless = harmlessColumn(rows, resolved);
  const columns = insertable(table.columns, resolved);
  const list = (names: readonly string[]): string => names.map(quoteIdentifier).join(", ");
  const drawn = columns.filter((column) => !isCounted(column)).map(({ name: column }) => column);
  const inserted = (values: Values): readonly string[] =>
    drawn.filter((column) => column in values);
  const keyColumns = conflictKey(rows);
  const needsOverride = (names: readonly string[]): boolean =>
    table.columns.some(
      (column) => column.identity?.generation === "always" && names.includes(column.name),
    );
  return {
    selectKeys: `select pg_catalog.string_agg(${key}, E'\\n') from ${from}`,
    inserted: drawn,
    returned: identity
      .map((column) => (column === "ctid" ? column : quoteIdentifier(column)))
      .join(", "),
    count: `select pg_catalog.count(*)::text from ${from}`,
    harmless:
      harmless === undefined
        ? undefined
        : {
            column: harmless,
            set: `${quoteIdentifier(harmless)} = ${literal(harmless, rows.rows.find(({ values }) => values[harmless] != null)?.values[harmless] ?? null)}`,
          },
    where: (some) =>
      some.length === 0 ? "false" : some.map((row) => whereRow(table, identity, row)).join(" or "),
    update: (set, where) => `update ${from} set ${set}${where === "" ? "" : ` where ${where}`}`,
    updateReturning: (set, more, where) =>
      `with neon_dba_done as (update ${from} set ${set}${more === "" ? "" : ` from ${more}`}${where === "" ? "" : ` where ${where}`} returning ${key} as k) select pg_catalog.string_agg(k, E'\\n') from neon_dba_done`,
    deleteReturning: (where) =>
      `with neon_dba_done as (delete from ${from}${where === "" ? "" : ` where ${where}`} returning ${key} as k) select pg_catalog.string_agg(k, E'\\n') from neon_dba_done`,
    insert(values) {
      const names = inserted(values);
      return `insert into ${name} (${list(names)}) values (${names.map((column) => literal(column, values[column] ?? null)).join(", ")})`;
    },
    insertSelect(values, where) {
      const names = inserted(values);
      return `insert into ${name} (${list(names)}) select ${names.map((column) => literal(column, values[column] ?? null)).join(", ")} from ${from} where ${where}`;
    },
    upsert(values, set) {
      if (keyColumns === undefined) return undefined;
      const names = columns
        .map((column) => column.name)
        .filter((column) => keyColumns.includes(column) || inserted(values).includes(column));
      if (!keyColumns.every((column) => names.includes(column))) return undefined;
      return `insert into ${name} (${list(names)})${needsOverride(names) ? " overriding system value" : ""} values (${names.map((column) => literal(column, values[column] ?? null)).join(", ")}) on conflict (${list(keyColumns)}) do update set ${set}`;
    },
    literal,
  };
}

const isCounted = (column: Column): boolean =>
  column.identity !== null || /\bnextval\(/.test(column.default ?? "");

const insertable = (columns: readonly Column[], resolved: ResolvedTable): readonly Column[] =>
  columns.filter(
    ({ name, generated }) =>
      generated === null && (resolved.columns.insert?.includes(name) ?? true),
  );

/** A key of plain columns that ON CONFLICT can name. */
export function conflictKey({ table }: TableRows): readonly string[] | undefined {
  const found = table.constraints.find(
    ({ kind, deferrable, temporal }) =>
      (kind === "primary key" || kind === "unique") && !deferrable && !temporal,
  );
  return found?.columns;
}

/** One of which neither the intent nor the schema says anything. */
function harmlessColumn(
  { table, identity: key }: TableRows,
  { tenant, owner, parent, deleted, columns: allowed }: ResolvedTable,
): string | undefined {
  const named = new Set([
    ...key,
    tenant?.steps.length === 0 ? tenant.column : undefined,
    owner?.steps.length === 0 ? owner.column : undefined,
    parent?.column,
    ...(parent?.with.map(({ column }) => column) ?? []),
    deleted?.column,
  ]);
  const keys = new Set(
    table.indexes.flatMap(({ unique, keys: parts }) =>
      unique ? parts.map(({ column }) => column) : [],
    ),
  );
  const constrained = new Set(table.constraints.flatMap(({ columns }) => columns));
  return table.columns.find(
    ({ name, generated, identity }) =>
      generated === null &&
      identity === null &&
      !named.has(name) &&
      !keys.has(name) &&
      !constrained.has(name) &&
      (allowed.update?.includes(name) ?? true) &&
      (allowed.select?.includes(name) ?? true) &&
      !(table.partitionKey ?? "").includes(name),
  )?.name;
}
