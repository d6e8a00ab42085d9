import { isOn } from "../../../../sql/options.ts";
import {
  asNode,
  isFields,
  listOf,
  nameParts,
  tagged,
  textOf,
  walk,
  type Fields,
} from "../../../../sql/walk.ts";
import { quoteIdentifier } from "../../../../sql/quote.ts";
import type { LintRule, LintedSet, LintedStatement } from "../../rule.ts";
import { alterCommands, type AlterCommand } from "./alter-table.ts";
import { drops } from "./drops.ts";
import { code, relationNamed, relationsOf } from "./names.ts";
import { earlierInTransaction } from "./set.ts";
import { isNone } from "./settings.ts";
import { unseen } from "./unseen.ts";

/** The rule, which also speaks of statements on tables that nobody has shown, by what they say. */
export function judgingText(rule: LintRule): LintRule {
  const objectsOf = SPEAKS_OF[rule.id];
  if (objectsOf === undefined) return rule;
  return {
    ...rule,
    *check(set) {
      yield* rule.check(set);
      const said = new Set<string | undefined>();
      for (const at of unseen(set)) {
        const objects = objectsOf(at, set).filter((object) => !isMade(set, at, object));
        if (rule.id === "missing-lock-timeout" && said.has(at.file)) continue;
        if (objects.length > 0) said.add(at.file);
        for (const object of new Set(objects))
          yield {
            level: WARNINGS.has(rule.id) ? "warning" : "error",
            at,
            object,
            message: `By its text alone, since the schema of ${code(object)} is not known here. ${rule.condition} ${rule.effect} ${rule.workaround}`,
            evidence: "rule",
          };
      }
    },
  };
}

const WARNINGS = new Set(["change-column-type", "missing-lock-timeout"]);

/** A table of the set, or a column of one: something else of the statement is not known. */
const isMade = (set: LintedSet, { before, number }: LintedStatement, object: string): boolean =>
  [...relationsOf(before).keys()].some(
    (name) => set.isNew(name, number) && (object === name || object.startsWith(`${name}.`)),
  );

type Objects = (at: LintedStatement, set: LintedSet) => string[];

const constraintOf = ({ fields }: AlterCommand): Fields =>
  asNode(fields["def"], "Constraint") ?? {};
const columnOf = ({ fields }: AlterCommand): Fields => asNode(fields["def"], "ColumnDef") ?? {};

const columnConstraints = (command: AlterCommand): Fields[] =>
  listOf(columnOf(command)["constraints"]).map((item) => asNode(item, "Constraint") ?? {});

/** ADD CONSTRAINT of that type, validated at once. */
const added =
  (type: string): Objects =>
  (at) =>
    alterCommands(at, "AT_AddConstraint")
      .filter((command) => {
        const { contype, skip_validation: skipped, indexname: index } = constraintOf(command);
        return contype === type && skipped !== true && index === undefined;
      })
      .map(({ table }) => table);

/** ADD COLUMN with something that matters. */
const addedColumn =
  (matters: (column: Fields, constraints: readonly Fields[]) => boolean): Objects =>
  (at) =>
    alterCommands(at, "AT_AddColumn")
      .filter((command) => matters(columnOf(command), columnConstraints(command)))
      .map(
        (command) => `${command.table}.${quoteIdentifier(textOf(columnOf(command)["colname"]))}`,
      );

const inline = (type: string): Objects =>
  addedColumn((_, constraints) => constraints.some(({ contype }) => contype === type));

const both =
  (...all: readonly Objects[]): Objects =>
  (at, set) =>
    all.flatMap((objects) => objects(at, set));

const altered =
  (...types: readonly string[]): Objects =>
  (at) =>
    alterCommands(at, ...types).map(({ table, name }) =>
      name === "" ? table : `${table}.${quoteIdentifier(name)}`,
    );

/** What the same statement computes once; a function that Postgres does not bring is volatile unless it says otherwise. */
const STABLE =
  /^(now|(transaction|statement)_timestamp|current_\w+|to_\w+|make_\w+|jsonb?_\w+|array_\w+|date_\w+|timezone|lower|upper|md5|concat|repeat|abs|round)$/;

function callsVolatile(expression: unknown): boolean {
  let found = false;
  walk(expression, (tag, fields) => {
    if (tag === "FuncCall") found ||= !STABLE.test(nameParts(fields["funcname"]).at(-1) ?? "");
  });
  return found;
}

const isSerial = (column: Fields): boolean => {
  const type = isFields(column["typeName"]) ? column["typeName"] : {};
  return /^(big|small)?serial[248]?$/.test(nameParts(type["names"]).at(-1) ?? "");
};

const of =
  (tag: string, when: (fields: Fields) => boolean) =>
  (at: LintedStatement): string[] => {
    const [found, fields] = tagged(at.statement.node) ?? ["", {}];
    if (found !== tag || !when(fields)) return [];
    const relation = fields["relation"];
    return [isFields(relation) ? relationNamed(at, relation) : at.before.database.name];
  };

const inPlace = of(
  "ReindexStmt",
  ({ kind, params }) => !isOn(params, "concurrently") && kind !== "REINDEX_OBJECT_SYSTEM",
);

function vacuumedFully(at: LintedStatement): string[] {
  const vacuum = asNode(at.statement.node, "VacuumStmt");
  if (!isOn(vacuum?.["options"], "full")) return [];
  const named = listOf(vacuum?.["rels"]).map((rel) =>
    relationNamed(at, asNode(rel, "VacuumRelation")?.["relation"]),
  );
  return named.length > 0 ? named : [at.before.database.name];
}

/** Under SHARE UPDATE EXCLUSIVE. */
const WEAK = new Set([
  "AT_ValidateConstraint",
  "AT_SetStatistics",
  "AT_SetOptions",
  "AT_ResetOptions",
  "AT_SetRelOptions",
  "AT_ResetRelOptions",
  "AT_ClusterOn",
  "AT_DropCluster",
]);

/** Where each rule sees its matter in the text: the objects of it. */
const SPEAKS_OF: Readonly<Record<string, Objects>> = {
  "add-check-constraint": added("CONSTR_CHECK"),
  "add-column-check": inline("CONSTR_CHECK"),
  "add-column-volatile-default": addedColumn((_, constraints) =>
    constraints.some(
      ({ contype, raw_expr: value }) => contype === "CONSTR_DEFAULT" && callsVolatile(value),
    ),
  ),
  "add-exclusion-constraint": added("CONSTR_EXCLUSION"),
  "add-foreign-key": added("CONSTR_FOREIGN"),
  "add-generated-column": addedColumn((_, constraints) =>
    constraints.some(
      ({ contype, generated_kind: kind }) => contype === "CONSTR_GENERATED" && kind !== "v",
    ),
  ),
  "add-primary-key": both(added("CONSTR_PRIMARY"), inline("CONSTR_PRIMARY")),
  "add-required-column": addedColumn((column, constraints) => {
    const kinds = new Set(constraints.map(({ contype }) => contype));
    const filled = ["CONSTR_DEFAULT", "CONSTR_IDENTITY", "CONSTR_GENERATED"];
    return (
      kinds.has("CONSTR_NOTNULL") && !filled.some((kind) => kinds.has(kind)) && !isSerial(column)
    );
  }),
  "add-serial-column": addedColumn(
    (column, constraints) =>
      isSerial(column) || constraints.some(({ contype }) => contype === "CONSTR_IDENTITY"),
  ),
  "add-unique-constraint": both(added("CONSTR_UNIQUE"), inline("CONSTR_UNIQUE")),
  "change-column-type": altered("AT_AlterColumnType"),
  "change-persistence": altered("AT_SetLogged", "AT_SetUnLogged"),
  "cluster-table": both(
    of("ClusterStmt", () => true),
    vacuumedFully,
  ),
  "create-index": of("IndexStmt", (fields) => fields["concurrent"] !== true),
  "detach-partition": (at) =>
    alterCommands(at, "AT_DetachPartition")
      .filter(({ fields }) => asNode(fields["def"], "PartitionCmd")?.["concurrent"] !== true)
      .map(({ table }) => table),
  "drop-column": altered("AT_DropColumn"),
  "drop-index": (at) =>
    drops(at, "OBJECT_INDEX")
      .filter(({ concurrent }) => !concurrent)
      .map(({ name }) => name),
  "drop-table": (at) => drops(at, "OBJECT_TABLE").map(({ name }) => name),
  "lock-held-during-scan": (at, set) => {
    const tables = alterCommands(at, "AT_ValidateConstraint").map(({ table }) => table);
    const locked = earlierInTransaction(set, at).flatMap((earlier) => alterCommands(earlier));
    return tables.filter((name) => locked.some(({ table }) => table === name));
  },
  "missing-lock-timeout": (at) => {
    if (!isNone(at.settings.get("lock_timeout"))) return [];
    const strong = alterCommands(at).filter(({ type }) => !WEAK.has(type));
    return [
      ...strong.map(({ table }) => table),
      ...drops(at, "OBJECT_TABLE").map(({ name }) => name),
      ...of("IndexStmt", (fields) => fields["concurrent"] !== true)(at),
      ...inPlace(at),
    ];
  },
  "refresh-materialized-view": of("RefreshMatViewStmt", (fields) => fields["concurrent"] !== true),
  reindex: inPlace,
  "rename-column": of("RenameStmt", (fields) => fields["renameType"] === "OBJECT_COLUMN"),
  "rename-table": of("RenameStmt", (fields) => fields["renameType"] === "OBJECT_TABLE"),
  "set-not-null": both(altered("AT_SetNotNull"), added("CONSTR_NOTNULL")),
};
