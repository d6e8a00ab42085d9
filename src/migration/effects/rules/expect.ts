import { lockModes, type LockMode } from "../../../core/migration.ts";
import { isOn } from "../../../sql/options.ts";
import type { Statement } from "../../../sql/parse.ts";
import { asNode, listOf, tagged, textOf, type Fields } from "../../../sql/walk.ts";
import { GRANT_LOCKS } from "../older.ts";
import { expectOfAlterTable, referencedBy } from "./alter-table.ts";
import { lock, lockOf, type ExpectedLock } from "./expected-lock.ts";

type Expect = (fields: Fields, postgres: number) => ExpectedLock[] | undefined;

/**
 * The locks that a statement takes on the relations that it names, by the documentation (`explicit-locking`, `sql-altertable`) and the
 * sources of Postgres; undefined where no rule is known. What a query reads is left out: ACCESS SHARE.
 */
export function expectedLocks(statement: Statement, postgres: number): ExpectedLock[] | undefined {
  const [tag, fields] = tagged(statement.node) ?? ["", {}];
  return NOTHING.has(tag) ? [] : RULES[tag]?.(fields, postgres);
}

/** They are about no relation. */
const NOTHING = new Set([
  "AlterDatabaseSetStmt",
  "AlterDefaultPrivilegesStmt",
  "AlterEnumStmt",
  "AlterFunctionStmt",
  "AlterRoleSetStmt",
  "AlterRoleStmt",
  "CompositeTypeStmt",
  "CreateCastStmt",
  "CreateDomainStmt",
  "CreateEnumStmt",
  "CreateFunctionStmt",
  "CreateRangeStmt",
  "CreateRoleStmt",
  "CreateSchemaStmt",
  "DefineStmt",
  "GrantRoleStmt",
  "VariableSetStmt",
  "VariableShowStmt",
]);

const on =
  (field: string, mode: LockMode): Expect =>
  (fields) =>
    lock(fields[field], mode);

const RULES: Readonly<Record<string, Expect>> = {
  AlterTableStmt: expectOfAlterTable,
  CreateStmt: expectOfCreateTable,
  IndexStmt: (fields) =>
    lock(fields["relation"], fields["concurrent"] === true ? "SHARE UPDATE EXCLUSIVE" : "SHARE"),
  DropStmt: expectOfDrop,
  TruncateStmt: ({ relations }) =>
    listOf(relations).flatMap((range) => lock(asNode(range, "RangeVar"), "ACCESS EXCLUSIVE")),
  RenameStmt: ({ renameType, relation }) =>
    lock(relation, renameType === "OBJECT_INDEX" ? "SHARE UPDATE EXCLUSIVE" : "ACCESS EXCLUSIVE"),
  AlterObjectSchemaStmt: on("relation", "ACCESS EXCLUSIVE"),
  CreateTrigStmt: on("relation", "SHARE ROW EXCLUSIVE"),
  CreatePolicyStmt: on("table", "ACCESS EXCLUSIVE"),
  AlterPolicyStmt: on("table", "ACCESS EXCLUSIVE"),
  RuleStmt: on("relation", "ACCESS EXCLUSIVE"),
  CreateStatsStmt: ({ relations }) =>
    listOf(relations).flatMap((range) => lock(asNode(range, "RangeVar"), "SHARE UPDATE EXCLUSIVE")),
  CommentStmt: expectOfComment,
  GrantStmt: ({ objtype, objects }, postgres) =>
    objtype === "OBJECT_TABLE" && postgres >= GRANT_LOCKS
      ? listOf(objects).flatMap((range) => lock(asNode(range, "RangeVar"), "ACCESS SHARE"))
      : [],
  ClusterStmt: on("relation", "ACCESS EXCLUSIVE"),
  VacuumStmt: ({ rels, options }) =>
    listOf(rels).flatMap((item) =>
      lock(
        asNode(item, "VacuumRelation")?.["relation"],
        isOn(options, "full") ? "ACCESS EXCLUSIVE" : "SHARE UPDATE EXCLUSIVE",
      ),
    ),
  ReindexStmt: (fields) => {
    if (isOn(fields["params"], "concurrently"))
      return lock(fields["relation"], "SHARE UPDATE EXCLUSIVE");
    const index = fields["kind"] === "REINDEX_OBJECT_INDEX";
    return lock(fields["relation"], index ? "ACCESS EXCLUSIVE" : "SHARE");
  },
  RefreshMatViewStmt: (fields) =>
    lock(fields["relation"], fields["concurrent"] === true ? "EXCLUSIVE" : "ACCESS EXCLUSIVE"),
  LockStmt: ({ relations, mode }) =>
    listOf(relations).flatMap((range) =>
      lock(asNode(range, "RangeVar"), lockModes[Number(mode) - 1] ?? "ACCESS EXCLUSIVE"),
    ),
  AlterSeqStmt: on("sequence", "SHARE ROW EXCLUSIVE"),
  CreateSeqStmt: () => [],
  // what they lock, they do not name
  AlterDomainStmt: () => [],
  AlterStatsStmt: () => [],
  CreatePublicationStmt: expectOfPublication,
  AlterPublicationStmt: expectOfPublication,
  InsertStmt: on("relation", "ROW EXCLUSIVE"),
  UpdateStmt: on("relation", "ROW EXCLUSIVE"),
  DeleteStmt: on("relation", "ROW EXCLUSIVE"),
  MergeStmt: on("relation", "ROW EXCLUSIVE"),
  CopyStmt: (fields) =>
    lock(fields["relation"], fields["is_from"] === true ? "ROW EXCLUSIVE" : "ACCESS SHARE"),
  // where there is such a view already, and OR REPLACE
  ViewStmt: (fields) =>
    fields["replace"] === true ? lock(fields["view"], "ACCESS EXCLUSIVE") : [],
  CreateTableAsStmt: () => [],
};

function expectOfCreateTable({ inhRelations, partbound, tableElts }: Fields): ExpectedLock[] {
  const mode = partbound === undefined ? "SHARE UPDATE EXCLUSIVE" : "ACCESS EXCLUSIVE";
  return [
    ...listOf(inhRelations).flatMap((range) => lock(asNode(range, "RangeVar"), mode)),
    ...referencedBy(listOf(tableElts)),
  ];
}

const RELATIONS = /^OBJECT_(TABLE|INDEX|VIEW|MATVIEW|SEQUENCE|FOREIGN_TABLE)$/;
const OWNED = /^OBJECT_(POLICY|TRIGGER|RULE|TABCONSTRAINT|COLUMN)$/;

function expectOfDrop({ removeType, objects, concurrent }: Fields): ExpectedLock[] | undefined {
  const type = textOf(removeType);
  const mode = concurrent === true ? "SHARE UPDATE EXCLUSIVE" : "ACCESS EXCLUSIVE";
  const names = listOf(objects).map((object) => asNode(object, "List")?.["items"]);
  if (RELATIONS.test(type)) return names.flatMap((name) => lockOf(name, mode));
  if (OWNED.test(type)) return names.flatMap((name) => lockOf(name, "ACCESS EXCLUSIVE", 1));
  // of a schema, a type or a function nobody knows what goes with it
  return type === "OBJECT_STATISTIC_EXT" ? [] : undefined;
}

function expectOfComment({ objtype, object }: Fields): ExpectedLock[] {
  const type = textOf(objtype);
  const name = asNode(object, "List")?.["items"];
  if (RELATIONS.test(type)) return lockOf(name, "SHARE UPDATE EXCLUSIVE");
  if (type === "OBJECT_COLUMN") return lockOf(name, "SHARE UPDATE EXCLUSIVE", 1);
  // of what belongs to a table, the table is only looked at
  return OWNED.test(type) ? lockOf(name, "ACCESS SHARE", 1) : [];
}

function expectOfPublication({ pubobjects, action }: Fields): ExpectedLock[] | undefined {
  const objects = listOf(pubobjects).map((item) => asNode(item, "PublicationObjSpec"));
  if (objects.some((item) => item?.["pubtable"] === undefined)) return undefined;
  if (action !== undefined && action !== "AP_AddObjects") return undefined;
  return objects.flatMap((item) => {
    const { relation } = (item?.["pubtable"] ?? {}) as Fields;
    return lock(relation, "SHARE UPDATE EXCLUSIVE");
  });
}
