import type { Column } from "../model/column.ts";
import type { Policy, Relation, Table, View } from "../model/table.ts";
import { canonicalColumn } from "./column.ts";
import type { RelationName } from "./column.ts";
import type { Canonical, Context } from "./context.ts";
import { named, printed, without } from "./context.ts";
import { canonicalConstraint, canonicalIndex, constraintKey, indexKey } from "./keys.ts";

export function canonicalTable(table: Table, context: Context): Canonical {
  return {
    ...relation(table, context),
    kind: table.kind,
    unlogged: table.unlogged,
    constraints: record(table.constraints, (item) => {
      const key = constraintKey(table.name, item);
      return [key, canonicalConstraint(item, key)];
    }),
    policies: named(table.policies, (policy) => canonicalPolicy(policy, context)),
    rowSecurity: table.rowSecurity,
    replicaIdentity: table.replicaIdentity,
    ofType: table.ofType,
    inherits: table.inherits.map(printed),
    partitionBound: table.partitionBound,
    partitionKey: table.partitionKey,
    foreign: table.foreign,
  };
}

/**
 * Whether a materialized view is populated is a matter of its rows. Postgres prints VALUES in FROM with a space more when it has
 * read its own print.
 */
export function canonicalView(view: View, context: Context): Canonical {
  return {
    ...relation(view, context),
    kind: view.kind,
    query: view.query.replaceAll("FROM ( VALUES (", "FROM (VALUES ("),
  };
}

function relation(object: Relation, context: Context): Canonical {
  return {
    ...context.ownedTable(object),
    columns: canonicalColumns(object.columns, object, context),
    indexes: record(object.indexes, (item) => {
      const key = indexKey(object.name, item);
      return [key, canonicalIndex(item, key)];
    }),
    triggers: named(object.triggers, (trigger) => without(trigger, "name")),
    rules: named(object.rules, (rule) => without(rule, "name")),
    options: object.options,
    toastOptions: object.toastOptions,
    accessMethod: object.accessMethod,
    tablespace: object.tablespace,
  };
}

export function canonicalColumns(
  columns: readonly Column[],
  relation: RelationName,
  context: Context,
): Canonical {
  return record(columns, (column, at) => [
    column.name,
    canonicalColumn(column, at + 1, relation, context),
  ]);
}

function canonicalPolicy(policy: Policy, context: Context): Canonical {
  return {
    ...without(policy, "name"),
    roles: policy.roles.map((role) => (role === null ? null : context.role(role))),
  };
}

function record<T>(
  items: readonly T[],
  entry: (item: T, at: number) => [string, unknown],
): Canonical {
  return Object.fromEntries(items.map(entry));
}
