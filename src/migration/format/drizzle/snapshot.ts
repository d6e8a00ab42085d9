import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { ObjectName } from "../../../postgres/catalog/model/common.ts";
import type { Constraint, Index } from "../../../postgres/catalog/model/constraint.ts";
import type { Table, View } from "../../../postgres/catalog/model/table.ts";
import { qualified } from "../../../sql/quote.ts";
import { columnOf, sequenceOf } from "./columns.ts";

type Json = Readonly<Record<string, unknown>>;

/** What drizzle-kit keeps of a schema, without the ids of the snapshot: `drizzle-kit generate` compares the application's schema with it. */
export function snapshotOf(all: Catalog): Json {
  const catalog = withoutLedgers(all);
  const types = catalog.types.flatMap((type) => (type.kind === "enum" ? [type] : []));
  const enums = new Map(types.map((type) => [qualified(type.schema, type.name), type]));
  const tables = catalog.tables.filter(({ kind }) => kind !== "foreign table");
  return {
    version: "7",
    dialect: "postgresql",
    tables: byKey(tables, keyOf, (table) => tableOf(table, enums)),
    enums: byKey(types, keyOf, ({ name, schema, labels }) => ({
      name,
      schema,
      values: labels,
    })),
    schemas: byName(
      catalog.schemas.filter(({ name }) => name !== "public"),
      ({ name }) => name,
    ),
    sequences: byKey(
      catalog.sequences.filter(({ ownedBy }) => ownedBy === null),
      keyOf,
      sequenceOf,
    ),
    roles: {},
    policies: {},
    views: byKey(catalog.views, keyOf, viewOf),
  };
}

/** What drizzle-kit and we write down about migrations is nobody's schema. */
function withoutLedgers(catalog: Catalog): Catalog {
  const isOurs = (schema: string): boolean => ["drizzle", "neon_dba"].includes(schema);
  const others = <T extends ObjectName>(objects: readonly T[]): T[] =>
    objects.filter(({ schema }) => !isOurs(schema));
  return {
    ...catalog,
    schemas: catalog.schemas.filter(({ name }) => !isOurs(name)),
    tables: others(catalog.tables),
    sequences: others(catalog.sequences),
  };
}

const keyOf = ({ schema, name }: ObjectName): string => `${schema}.${name}`;

const byKey = <T>(
  items: readonly T[],
  key: (item: T) => string,
  value: (item: T) => unknown,
): Record<string, unknown> =>
  Object.fromEntries(items.map((item): [string, unknown] => [key(item), value(item)]));

const byName = <T extends { readonly name: string }>(
  items: readonly T[],
  value: (item: T) => unknown,
): Record<string, unknown> => byKey(items, ({ name }) => name, value);

function tableOf(table: Table, enums: Parameters<typeof columnOf>[2]): Json {
  const of = (kind: Constraint["kind"]): Constraint[] =>
    table.constraints.filter((constraint) => constraint.kind === kind);
  return {
    name: table.name,
    // the schema that is not named is public
    schema: table.schema === "public" ? "" : table.schema,
    columns: byName(table.columns, (column) => columnOf(table, column, enums)),
    indexes: byName(
      table.indexes.filter(({ constraint }) => constraint === null),
      indexOf,
    ),
    foreignKeys: byName(of("foreign key"), (constraint) => foreignKeyOf(table, constraint)),
    compositePrimaryKeys: byName(
      of("primary key").filter(({ columns }) => columns.length > 1),
      ({ name, columns }) => ({ name, columns }),
    ),
    uniqueConstraints: byName(of("unique"), ({ name, columns, index }) => ({
      name,
      nullsNotDistinct: table.indexes.find((one) => one.name === index)?.nullsNotDistinct ?? false,
      columns,
    })),
    policies: byName(table.policies, (policy) => ({
      name: policy.name,
      as: policy.permissive ? "PERMISSIVE" : "RESTRICTIVE",
      for: policy.command.toUpperCase(),
      to: policy.roles.map((role) => role ?? "public"),
      ...(policy.using === null ? {} : { using: policy.using }),
      ...(policy.check === null ? {} : { withCheck: policy.check }),
    })),
    checkConstraints: byName(of("check"), ({ name, definition }) => ({
      name,
      value: expressionOf(definition),
    })),
    // a table with policies has it by them
    isRLSEnabled: table.rowSecurity.enabled && table.policies.length === 0,
  };
}

/** Postgres prints one pair of brackets around the whole, and mostly another that it added itself. */
function expressionOf(definition: string): string {
  const [, whole = definition] =
    /^CHECK \((.*)\)(?: NO INHERIT)?(?: NOT VALID)?$/s.exec(definition) ?? [];
  const [, inner] = /^\(([^()]*(?:\([^()]*\)[^()]*)*)\)$/s.exec(whole) ?? [];
  return inner ?? whole;
}

function foreignKeyOf(table: Table, { name, columns, references }: Constraint): Json {
  const to = references?.table;
  return {
    name,
    tableFrom: table.name,
    ...(table.schema === "public" ? {} : { schemaFrom: table.schema }),
    tableTo: to?.name,
    ...(to === undefined || to.schema === "public" ? {} : { schemaTo: to.schema }),
    columnsFrom: columns,
    columnsTo: references?.columns,
    onDelete: references?.onDelete,
    onUpdate: references?.onUpdate,
  };
}

const indexOf = (index: Index): Json => ({
  name: index.name,
  columns: index.keys.map(({ column, expression, descending, nullsFirst }) => ({
    expression: column ?? expression,
    isExpression: column === null,
    asc: !descending,
    nulls: nullsFirst ? "first" : "last",
  })),
  isUnique: index.unique,
  ...(index.predicate === null ? {} : { where: index.predicate }),
  concurrently: false,
  method: index.method,
  with: index.options,
});

const viewOf = (view: View): Json => ({
  columns: byName(view.columns, ({ name, type, notNull }) => ({
    name,
    type,
    primaryKey: false,
    notNull: notNull !== null,
  })),
  definition: view.query.replace(/;$/, "").trim(),
  name: view.name,
  schema: view.schema,
  isExisting: false,
  materialized: view.kind === "materialized view",
});
