import type { Catalog } from "../../../postgres/catalog/model/catalog.ts";
import type { ObjectName } from "../../../postgres/catalog/model/common.ts";
import type { Table } from "../../../postgres/catalog/model/table.ts";
import { partsOfKey } from "../../../schema/difference/part.ts";
import type { Key } from "../../../schema/key.ts";
import type { DatabaseSchema } from "../../../schema/read-schema.ts";
import { qualified } from "../../../sql/quote.ts";
import { asNode, isFields, listOf, nameParts, textOf } from "../../../sql/walk.ts";
import { findObject, printed } from "../alteration.ts";
import { partitionsOf } from "../backfill.ts";
import type { Change, Surroundings } from "../recipe.ts";
import { touched } from "../touched.ts";

/** A table with its partitions, at any depth. */
export function withPartitions(table: Table, catalog: Catalog): Table[] {
  return [
    table,
    ...partitionsOf(table, catalog).flatMap((partition) => withPartitions(partition, catalog)),
  ];
}

/**
 * The changes that have to do with a table that is made anew under its name: with what it was called, with what takes its place before
 * that has the name, and with the partitions of both.
 */
export function changesOf(
  table: Table,
  target: Table,
  changes: readonly Change[],
  surroundings: Surroundings,
): Change[] {
  const [first, last] = [changes[0], changes.at(-1)];
  if (first === undefined || last === undefined) return [];
  const family = new Set([
    ...withSequences(withPartitions(table, first.before), first.before),
    ...withSequences(withPartitions(target, last.after), last.after),
  ]);
  const readers = new Set(
    [first.schemas.before, last.schemas.after].flatMap((schema) => [...readersOf(schema, family)]),
  );
  const moves = changes.flatMap((change) => moveOf(change, surroundings));
  for (let size = 0; size < family.size;) {
    size = family.size;
    for (const { from, to } of moves)
      if (family.has(from) || family.has(to)) for (const name of [from, to]) family.add(name);
  }
  // Some of it was made before, and these are not all.
  const isBegun = (made: Table): boolean =>
    family.has(printed(made)) && surroundings.isNew(printed(made));
  if (first.before.tables.some(isBegun)) return [];
  const rooms = new Set(
    moves.filter(({ from }) => family.has(from)).flatMap(({ schema }) => schema ?? []),
  );
  return changes.filter(
    (change) =>
      touched(change, surroundings).some((name) => family.has(name)) ||
      namedBy(change).some((name) => readers.has(name)) ||
      isOfRoom(change, rooms),
  );
}

const withSequences = (tables: readonly Table[], { sequences }: Catalog): string[] => {
  const names = tables.map(printed);
  const owned = sequences.filter(
    ({ ownedBy }) => ownedBy !== null && names.includes(printed(ownedBy.table)),
  );
  return [...names, ...owned.map(printed)];
};

/** Names, without schemas, of what reads the tables, or reads what does: views, routines, policies of other tables, publications. */
function readersOf(
  { dependencies }: DatabaseSchema,
  tables: ReadonlySet<string>,
): ReadonlySet<string> {
  const found = new Set<Key>();
  for (let size = -1; size < found.size;) {
    size = found.size;
    for (const [object, needs] of dependencies)
      if (needs.some((need) => found.has(need) || tables.has(relationOf(need)))) found.add(object);
  }
  return new Set([...found].flatMap((object) => partsOfKey(object).slice(2)));
}

function relationOf(key: Key): string {
  const [kind, schema = "", name = ""] = partsOfKey(key);
  return kind === "relation" || kind === "column" ? qualified(schema, name) : "";
}

/** Last parts of the names that it drops, or makes anew. */
function namedBy({ statement }: Change): string[] {
  const drop = asNode(statement.node, "DropStmt");
  const create = asNode(statement.node, "CreateFunctionStmt");
  const view = asNode(statement.node, "ViewStmt")?.["view"];
  const isSchema = drop?.["removeType"] === "OBJECT_SCHEMA";
  return [
    ...nameParts(create?.["funcname"]).slice(-1),
    ...(isFields(view) ? [textOf(view["relname"])] : []),
    ...(isSchema ? [] : listOf(drop?.["objects"])).flatMap((object) => {
      const names =
        asNode(object, "List")?.["items"] ?? asNode(object, "ObjectWithArgs")?.["objname"];
      return nameParts(names ?? [object]).slice(-1);
    }),
  ];
}

interface Move {
  readonly from: string;
  readonly to: string;
  /** Into which it goes. */
  readonly schema?: string;
}

function moveOf({ statement, before }: Change, { searchPath }: Surroundings): Move[] {
  const rename = asNode(statement.node, "RenameStmt");
  const move = asNode(statement.node, "AlterObjectSchemaStmt");
  const relation = findObject<ObjectName>(
    before.tables,
    (rename ?? move)?.["relation"],
    searchPath,
  );
  if (relation === undefined || rename?.["renameType"] === "OBJECT_COLUMN") return [];
  const from = printed(relation);
  const schema = textOf(move?.["newschema"]);
  if (move !== undefined) return [{ from, to: qualified(schema, relation.name), schema }];
  const name = textOf(rename?.["newname"]);
  return rename?.["renameType"] === "OBJECT_TABLE"
    ? [{ from, to: qualified(relation.schema, name) }]
    : [];
}

/** Whether it makes or drops a schema in which a table waits meanwhile. */
function isOfRoom({ statement }: Change, rooms: ReadonlySet<string>): boolean {
  const made = textOf(asNode(statement.node, "CreateSchemaStmt")?.["schemaname"]);
  const drop = asNode(statement.node, "DropStmt");
  const gone =
    drop?.["removeType"] === "OBJECT_SCHEMA"
      ? listOf(drop["objects"]).map((object) => textOf(asNode(object, "String")?.["sval"]))
      : [];
  return [made, ...gone].some((name) => rooms.has(name));
}

/** Whether rows are only moved as they are: `INSERT INTO b SELECT * FROM a`, or columns of one table without a condition. */
export function movesRows({ statement }: Change): boolean {
  const select = asNode(asNode(statement.node, "InsertStmt")?.["selectStmt"], "SelectStmt");
  if (select === undefined) return false;
  const plain = ["whereClause", "limitCount", "groupClause", "distinctClause", "withClause"];
  if (plain.some((clause) => isFields(select[clause]) || listOf(select[clause]).length > 0))
    return false;
  const [source, more] = listOf(select["fromClause"]);
  return (
    more === undefined &&
    asNode(source, "RangeVar") !== undefined &&
    listOf(select["targetList"]).every(
      (target) => asNode(asNode(target, "ResTarget")?.["val"], "ColumnRef") !== undefined,
    )
  );
}

/** Whether it sets a sequence, which the plan does at the moment at which it counts. */
export const setsSequence = ({ statement }: Change): boolean =>
  statement.kind !== "write" && /^\s*SELECT\s+(pg_catalog\.)?setval\s*\(/i.test(statement.text);
