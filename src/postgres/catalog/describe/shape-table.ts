import { qualified } from "../../../sql/quote.ts";
import type { Column } from "../model/column.ts";
import type { ObjectName } from "../model/common.ts";
import type { Constraint, Index } from "../model/constraint.ts";
import type { Policy, Table, Trigger } from "../model/table.ts";
import type {
  ColumnDescription,
  ForeignKeyDescription,
  IndexDescription,
  NamedDefinition,
  PolicyDescription,
  TableDescription,
  TriggerDescription,
} from "./description.ts";
import { atLeast, type Level } from "./level.ts";
import { indexKey, type RelationSize, type Sizes } from "./sizes.ts";
import { definition, optional, prose } from "./text-limits.ts";

export const printed = ({ schema, name }: ObjectName): string => qualified(schema, name);

/** What a table is at this level. */
export function describeTable(
  table: Table,
  size: RelationSize | undefined,
  sizes: Sizes,
  level: Level,
): TableDescription {
  return {
    name: printed(table),
    kind: table.kind,
    rows: size?.rows ?? null,
    ...(atLeast(level, "outline") ? { bytes: size?.bytes ?? null } : {}),
    ...optional("partitions", size?.partitions, 0),
    ...(level === "columns" || level === "types" ? { column_list: columnList(table, level) } : {}),
    ...(level === "summary" ? summary(table) : {}),
    ...(level === "full" ? full(table, sizes) : {}),
  };
}

/** `id bigint pk, tenant_id bigint > public.tenants`; without the types at the level below. */
function columnList(table: Table, level: Level): string {
  const primary = ofKind(table, "primary key")[0]?.columns ?? [];
  const references = new Map(
    ofKind(table, "foreign key").flatMap((key) =>
      key.columns.length === 1 && key.references !== null
        ? [[key.columns[0], printed(key.references.table)]]
        : [],
    ),
  );
  return table.columns
    .map(({ name, type }) =>
      [
        name,
        ...(level === "types" ? [type] : []),
        ...(level === "types" && primary.includes(name) ? ["pk"] : []),
        ...(level === "types" && references.has(name) ? [`> ${references.get(name)}`] : []),
      ].join(" "),
    )
    .join(", ");
}

function summary(table: Table): Partial<TableDescription> {
  const [unique, indexes] = [ofKind(table, "unique"), ownIndexes(table)];
  return {
    columns: table.columns.map(({ name, type, notNull }) => ({
      name,
      type,
      nullable: notNull === null,
    })),
    ...primaryKey(table),
    ...list(
      "foreign_keys",
      ofKind(table, "foreign key").map((key) => foreignKey(key)),
    ),
    ...list(
      "unique",
      unique.map(({ columns }) => ({ columns: [...columns] })),
    ),
    ...list(
      "indexes",
      indexes.map((index) => ({ name: index.name, keys: indexKeys(index) })),
    ),
    ...(table.rowSecurity.enabled ? { rls: table.rowSecurity } : {}),
    ...optional("comment", prose(table.comment), null),
  };
}

/** The keys of constraints are told as constraints. */
const ownIndexes = (table: Table): Index[] =>
  table.indexes.filter(({ constraint }) => constraint === null);

function indexKeys(index: Index): string {
  const method = index.method === "btree" ? "" : `${index.method} `;
  const keys = index.keys.map(({ expression }) => expression).join(", ");
  const where = index.predicate === null ? "" : ` where ${index.predicate}`;
  return `${index.unique ? "unique " : ""}${method}${keys}${where}${index.valid ? "" : " (invalid)"}`;
}

function full(table: Table, sizes: Sizes): Partial<TableDescription> {
  const [parent] = table.inherits;
  const partition = table.partitionBound !== null && parent !== undefined;
  return {
    columns: table.columns.map(describeColumn),
    ...primaryKey(table),
    foreign_keys: ofKind(table, "foreign key").map((key) => foreignKey(key, key.name)),
    unique: ofKind(table, "unique").map(({ name, columns }) => ({ name, columns: [...columns] })),
    checks: ofKind(table, "check").map(namedDefinition),
    ...list("exclusions", ofKind(table, "exclusion").map(namedDefinition)),
    indexes: table.indexes.map((index) => describeIndex(table, index, sizes)),
    rls: table.rowSecurity,
    policies: table.policies.map(policy),
    triggers: table.triggers.map(trigger),
    ...(partition ? { partition_of: printed(parent) } : {}),
    ...optional("partition_bound", table.partitionBound, null),
    ...optional("partition_key", table.partitionKey, null),
    ...(partition ? {} : list("inherits", table.inherits.map(printed))),
    owner: table.owner,
    ...optional("comment", prose(table.comment), null),
  };
}

export function describeColumn(column: Column): ColumnDescription {
  return {
    name: column.name,
    type: column.type,
    nullable: column.notNull === null,
    ...optional("default", column.default, null),
    ...optional("identity", column.identity?.generation, undefined),
    ...optional("generated", column.generated?.expression, undefined),
    ...optional("comment", prose(column.comment), null),
  };
}

export function describeIndex(table: ObjectName, index: Index, sizes: Sizes): IndexDescription {
  const size = sizes.indexes.get(indexKey(table.schema, index.name));
  return {
    name: index.name,
    definition: definition(index.definition),
    ...optional("bytes", size?.bytes, undefined),
    ...optional("scans", size?.scans, undefined),
    valid: index.valid,
  };
}

function foreignKey(key: Constraint, name?: string): ForeignKeyDescription {
  const { references } = key;
  const state = [
    ...(key.deferrable ? ["deferrable"] : []),
    ...(key.initiallyDeferred ? ["initially deferred"] : []),
    ...(key.enforced ? (key.validated ? [] : ["not valid"]) : ["not enforced"]),
  ].join(" ");
  return {
    ...optional("name", name, undefined),
    columns: [...key.columns],
    references: references === null ? "" : printed(references.table),
    referenced_columns: [...(references?.columns ?? [])],
    ...optional("on_delete", references?.onDelete, "no action"),
    ...optional("on_update", references?.onUpdate, "no action"),
    ...optional("state", state, ""),
  };
}

function primaryKey(table: Table): Pick<TableDescription, "primary_key"> {
  const [key] = ofKind(table, "primary key");
  return key === undefined ? {} : { primary_key: [...key.columns] };
}

const ofKind = (table: Table, kind: Constraint["kind"]): Constraint[] =>
  table.constraints.filter((constraint) => constraint.kind === kind);

function namedDefinition(constraint: Constraint): NamedDefinition {
  return {
    name: constraint.name,
    definition: definition(constraint.definition),
    ...optional("comment", prose(constraint.comment), null),
  };
}

function policy(item: Policy): PolicyDescription {
  return {
    name: item.name,
    command: item.command,
    permissive: item.permissive,
    roles: item.roles.map((role) => role ?? "public"),
    ...optional("using", item.using, null),
    ...optional("check", item.check, null),
    ...optional("comment", prose(item.comment), null),
  };
}

export function trigger(item: Trigger): TriggerDescription {
  return {
    name: item.name,
    definition: definition(item.definition),
    enabled: item.enabled,
    ...optional("comment", prose(item.comment), null),
  };
}

/** The field, unless the list is empty. */
export function list<K extends string, T>(key: K, items: readonly T[]): { [P in K]?: T[] } {
  return (items.length === 0 ? {} : { [key]: [...items] }) as { [P in K]?: T[] };
}
