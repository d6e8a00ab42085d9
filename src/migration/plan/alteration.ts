import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { Table } from "../../postgres/catalog/model/table.ts";
import type { Statement } from "../../sql/parse.ts";
import { qualified } from "../../sql/quote.ts";
import { asNode, isFields, listOf, tagged, textOf } from "../../sql/walk.ts";
import type { Fields } from "../../sql/walk.ts";
import type { Change, Surroundings } from "./recipe.ts";

/** `schema.name`, each part quoted where Postgres would. */
export const printed = ({ schema, name }: ObjectName): string => qualified(schema, name);

/** The one command of an ALTER TABLE. */
export interface Alteration {
  /** As it was. */
  readonly table: Table;
  /** As libpg-query names it: `AT_AddColumn`. */
  readonly subtype: string;
  /** The column or constraint that the command names. */
  readonly name: string;
  readonly command: Fields;
}

/** Undefined where the change is no ALTER TABLE with a single command, or its table is not there before. */
export function alterationOf(
  { statement, before }: Change,
  { searchPath }: Pick<Surroundings, "searchPath">,
): Alteration | undefined {
  return alterationIn(before, statement, searchPath);
}

/** The same of a statement that nobody has executed yet. */
export function alterationIn(
  before: Catalog,
  statement: Statement,
  searchPath: readonly string[],
): Alteration | undefined {
  const fields = asNode(statement.node, "AlterTableStmt");
  const [first, more] = listOf(fields?.["cmds"]);
  const command = asNode(first, "AlterTableCmd");
  if (command === undefined || more !== undefined) return undefined;
  const table = findTable(before, fields?.["relation"], searchPath);
  if (table === undefined) return undefined;
  const { subtype, name } = command;
  return { table, subtype: textOf(subtype), name: textOf(name), command };
}

/** The table that a RangeVar names, tagged or not. */
export function findTable(
  catalog: Catalog,
  range: unknown,
  searchPath: readonly string[],
): Table | undefined {
  return findObject(catalog.tables, range, searchPath);
}

/** The object that a RangeVar names, among those of one list of a catalog. */
export function findObject<T extends ObjectName>(
  objects: readonly T[],
  range: unknown,
  searchPath: readonly string[],
): T | undefined {
  const [, fields] = tagged(range) ?? [undefined, isFields(range) ? range : {}];
  const [schema, name] = [textOf(fields["schemaname"]), textOf(fields["relname"])];
  const found = objects.filter((object) => object.name === name);
  const schemas = schema === "" ? searchPath : [schema];
  return schemas
    .map((place) => found.find((object) => object.schema === place))
    .find((object) => object !== undefined);
}

/** The same object in another catalog. */
export function sameIn<T extends ObjectName>(
  objects: readonly T[],
  { schema, name }: ObjectName,
): T | undefined {
  return objects.find((object) => object.schema === schema && object.name === name);
}

/** Whether a name is that of a table or materialized view that was there before the script, and may have rows. */
export function isKnownTable(
  before: Catalog,
  { isNew }: Pick<Surroundings, "isNew">,
): (relation: string) => boolean {
  const tables = new Set([...before.tables, ...before.views].map(printed));
  return (relation) => tables.has(relation) && !isNew(relation);
}
